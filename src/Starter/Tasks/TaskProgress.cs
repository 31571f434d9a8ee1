using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>What became known of a task at one moment.</summary>
/// <param name="Changes">State changes since the last one, oldest first.</param>
/// <param name="Snapshot">The task now; null while no worker answers.</param>
internal sealed record TaskProgress(IReadOnlyList<StateChange> Changes, TaskResult? Snapshot);

/// <param name="At">When the workflow changed its state, by the server's clock.</param>
/// <param name="State">The new one.</param>
/// <param name="Attempt">The attempt it belongs to; 0 before the first.</param>
internal sealed record StateChange(DateTimeOffset At, TaskState State, int Attempt);
