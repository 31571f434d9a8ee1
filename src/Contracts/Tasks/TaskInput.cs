using System.Text.Json;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Input of the task workflow.</summary>
public sealed record TaskInput
{
    public required TaskSpec Spec { get; init; }

    /// <summary>What the previous run of a continued-as-new task hands on; its shape is the workflow's own.</summary>
    public JsonElement? Carried { get; init; }
}
