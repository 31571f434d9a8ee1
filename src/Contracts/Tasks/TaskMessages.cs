namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Approval of one commit under one policy; a later commit voids it.</summary>
/// <param name="By">Login of the approver.</param>
/// <param name="Commit">The head commit that was looked at (full id).</param>
/// <param name="PolicyHash">The policy that was in force; null: the current one.</param>
/// <param name="Comment">Shown in the pull request.</param>
public sealed record Approval(string By, string Commit, string? PolicyHash = null, string? Comment = null);

/// <summary>Turns the change down; the feedback goes to the patcher of the next attempt.</summary>
public sealed record Rejection(string By, string Feedback, string? Commit = null);

/// <summary>
/// Extra instruction for the next attempt, at any time. Advice by default: it makes no attempt of its own, so that a hint given while CI runs
/// does not undo what CI then passes. Given at an open gate it always asks for another attempt.
/// </summary>
public sealed record Steering(string By, string Text)
{
    /// <summary>Another attempt is wanted even if CI passes.</summary>
    public bool Rework { get; init; }
}

/// <summary>Who paused, resumed, cancelled or handed back, and why.</summary>
public sealed record PersonRequest(string By, string? Why = null);

/// <summary>Answer of an accepted update.</summary>
/// <param name="State">The task's state after it was taken.</param>
/// <param name="Message">One sentence for the person.</param>
public sealed record MessageReceipt(TaskState State, string Message);
