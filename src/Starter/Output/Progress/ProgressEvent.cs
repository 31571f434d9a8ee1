using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Output.Progress;

/// <summary>One thing worth telling somebody who watches a task.</summary>
internal abstract record ProgressEvent(DateTimeOffset At, string TaskId);

/// <param name="Detail">What the task says it does now; null where it moved on before it could be asked.</param>
internal sealed record StateEntered(DateTimeOffset At, string TaskId, TaskState State, int Attempt, string? Detail) : ProgressEvent(At, TaskId);

/// <summary>An attempt's commit is on the branch.</summary>
internal sealed record AttemptPushed(DateTimeOffset At, string TaskId, AttemptRecord Attempt) : ProgressEvent(At, TaskId);

/// <summary>CI has spoken about an attempt.</summary>
internal sealed record AttemptJudged(DateTimeOffset At, string TaskId, AttemptRecord Attempt) : ProgressEvent(At, TaskId);

/// <param name="Name">Field name in the task's links.</param>
/// <param name="Label">For people.</param>
/// <param name="Target">URL or path.</param>
internal sealed record LinkAppeared(DateTimeOffset At, string TaskId, string Name, string Label, string Target) : ProgressEvent(At, TaskId);

internal sealed record TaskEnded(DateTimeOffset At, string TaskId, TaskResult Task) : ProgressEvent(At, TaskId);
