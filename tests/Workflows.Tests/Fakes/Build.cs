using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>Records for tests, with everything filled in that the test does not speak of.</summary>
internal static class Build
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TaskProgress Progress(Phase phase = Phase.Start, int attempts = 0, bool open = false) => new()
    {
        StartedAt = Start,
        Phase = phase,
        PolicyHash = "policy-1",
        Place = new Place
        {
            HostQueue = "host-a",
            Ready = true,
            BaseBranch = "main",
            BaseCommit = "base",
            HeadCommit = "c1",
            PushedCommit = "c1",
            KnownCommits = ["c1"],
        },
        Attempts = [.. Enumerable.Range(1, attempts).Select(number => new AttemptRecord
        {
            Number = number,
            PatchHash = $"hash-{number}",
            EndedAt = open && number == attempts ? null : Start,
        })],
        Ci = CiWatch.From(Start),
    };

    public static CheckResult Check(
        string name = "test", CheckStatus status = CheckStatus.Completed, CheckConclusion? conclusion = CheckConclusion.Success, int attempt = 1, string run = "r1")
        => new() { Name = name, RunId = run, RunAttempt = attempt, Status = status, Conclusion = status == CheckStatus.Completed ? conclusion : null };

    public static CheckResult Red(string name = "test", int attempt = 1) => Check(name, conclusion: CheckConclusion.Failure, attempt: attempt);

    public static Classification Failure(Cause cause, Reason? reason = null, params string[] fingerprints) => new()
    {
        Cause = cause,
        Reason = reason,
        Rule = "test",
        Evidence = ["line of evidence"],
        Fingerprints = fingerprints,
        FindingCount = fingerprints.Length,
    };

    public static TaskProgress Failed(Cause cause, Reason? reason = null, params CheckResult[] checks)
        => Progress(Phase.Classified, 1) with
        {
            Failure = Failure(cause, reason),
            Ci = CiWatch.From(Start) with
            {
                Verdict = new CiVerdict { Kind = VerdictKind.Failed, FailedChecks = checks.Length == 0 ? [Red()] : checks },
            },
        };
}
