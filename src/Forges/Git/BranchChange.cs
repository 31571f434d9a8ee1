namespace BackgroundAgent.Forges.Git;

/// <summary>What moves a task's branch beside its own commits.</summary>
internal sealed record BranchChange(BranchUpdate Update, BranchPush Push);
