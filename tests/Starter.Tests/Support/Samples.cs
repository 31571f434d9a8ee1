using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>A task as workers would describe it.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TaskResult Task(TaskState state, Reason? reason = null, params AttemptRecord[] attempts) => new(
        new AgentTaskStatus
        {
            TaskId = "fix-1",
            Title = "Fix it",
            Kind = TaskKind.Upgrade,
            Repository = "/src/app",
            State = state,
            Reason = reason,
            Attempt = attempts.Length,
            HeadCommit = "0123456789012345678901234567890123456789",
            StartedAt = Noon,
            EndedAt = state.IsTerminal() ? Noon.AddMinutes(3) : null,
            Links = new TaskLinks { PullRequest = "/data/pr/1.md", CiLog = "/data/ci.log" },
        },
        new BudgetStatus(new BudgetLimits { CostUsd = 2 }, new BudgetUse { Attempts = 2, Runtime = TimeSpan.FromSeconds(90.5), ChangedLines = 12, CostUsd = 0.5m }),
        attempts);

    public static AttemptRecord Red { get; } = new()
    {
        Number = 1,
        StartedAt = Noon,
        Patcher = "dependency",
        Summary = "Upgrade a to 2.0",
        FilesChanged = 1,
        LinesChanged = 2,
        Commit = "0123456789012345678901234567890123456789",
        Verdict = "failed",
        Cause = Cause.Code,
        FindingCount = 3,
        Findings =
        [
            new Finding { Tool = "msbuild", Category = FindingCategory.Compile, Code = "CS0246", File = "src/A.cs", Line = 3, Column = 5, Message = "no type 'X'\u001b[31m", Fingerprint = "f1", Rank = 1 },
            new Finding { Tool = "dotnet-test", Category = FindingCategory.Test, Test = "A.B.C", Message = "expected 1\nactual [bold]2[/]", Fingerprint = "f2", Rank = 2 },
        ],
    };

    public static AttemptRecord Green { get; } = new()
    {
        Number = 2,
        StartedAt = Noon.AddMinutes(1),
        Patcher = "command",
        Summary = "repair",
        FilesChanged = 2,
        LinesChanged = 10,
        Commit = "abcdef6789012345678901234567890123456789",
        Verdict = "passed",
        Cause = Cause.None,
    };
}
