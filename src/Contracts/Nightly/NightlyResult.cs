using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Nightly;

/// <summary>What one night did.</summary>
public sealed record NightlyResult
{
    public IReadOnlyList<NightlyTask> Tasks { get; init; } = [];

    /// <summary>Repositories that could not be looked at, with the reason.</summary>
    public IReadOnlyList<NightlyFault> Faults { get; init; } = [];
}

/// <summary>One group of upgrades.</summary>
/// <param name="TaskId">Follows from repository, group and target versions.</param>
/// <param name="Repository">Clone URL.</param>
/// <param name="Upgrades"><c>ecosystem:name@version</c>, sorted.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="State">The task's terminal state, when it ended in this night.</param>
/// <param name="Reason">And its reason.</param>
public sealed record NightlyTask(
    string TaskId,
    string Repository,
    IReadOnlyList<string> Upgrades,
    NightlyOutcome Outcome,
    TaskState? State = null,
    Reason? Reason = null);

[JsonConverter(typeof(KebabCase<NightlyOutcome>))]
public enum NightlyOutcome
{
    /// <summary>Left for another night.</summary>
    Postponed,
    Running,
    Ended,

    /// <summary>An earlier night opened exactly this upgrade.</summary>
    AlreadyOpened,

    /// <summary>The task's workflow failed or was terminated.</summary>
    Failed,
}

public sealed record NightlyFault(string Repository, string Message);
