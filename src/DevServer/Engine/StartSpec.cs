using Temporalio.Api.Sdk.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Everything a start needs: the attributes of the first event, and what to do about an existing run.</summary>
internal sealed class StartSpec
{
    public required string Namespace { get; init; }

    public required string WorkflowId { get; init; }

    public required WorkflowExecutionStartedEventAttributes Attributes { get; init; }

    public string RequestId { get; init; } = "";

    public WorkflowIdReusePolicy ReusePolicy { get; init; }

    public WorkflowIdConflictPolicy ConflictPolicy { get; init; }

    public UserMetadata? Metadata { get; init; }

    public IReadOnlyList<Link> Links { get; init; } = [];

    public Temporalio.Api.Workflow.V1.OnConflictOptions? OnConflict { get; init; }

    public string Identity => Attributes.Identity;

    /// <summary>Called on the run (new or existing) under its gate, before the first task is scheduled.</summary>
    public Action<Run>? Also { get; init; }

    /// <summary>Called at the end, after the first task was scheduled.</summary>
    public Action<Run>? Finally { get; init; }
}

/// <summary>How a start ended.</summary>
internal readonly record struct StartResult(Run Run, bool Started, Task Commit);
