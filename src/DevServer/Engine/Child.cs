namespace BackgroundAgent.DevServer.Engine;

/// <summary>A pending child workflow of a run.</summary>
internal sealed class Child(long initiatedId, StartChildWorkflowExecutionInitiatedEventAttributes attributes)
{
    public long InitiatedId { get; } = initiatedId;

    public StartChildWorkflowExecutionInitiatedEventAttributes Attributes { get; } = attributes;

    public Temporalio.Api.Sdk.V1.UserMetadata? Metadata { get; init; }

    public bool IsStarted { get; set; }

    /// <summary>Zero while the started event is buffered.</summary>
    public long StartedId { get; set; }

    public string RunId { get; set; } = "";
}
