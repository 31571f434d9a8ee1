using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The ordered list of rules.</summary>
internal static class CauseRules
{
    public static IReadOnlyList<ICauseRule> All { get; } =
    [
        // What CI or the machine says about itself comes first.
        new CancelledRule(),
        new RunnerLostRule(),
        new TimeLimitRule(),
        new DiskFullRule(),
        new ContainerRegistryRule(),
        new OutOfMemoryRule(),
        new DockerDaemonRule(),
        new QuotaRule(),
        new ClockRule(),
        new PackageMirrorRule(),
        new TlsRule(),
        new ServerErrorRule(),
        new NetworkRule(),
        new CredentialsRule(),
        new GitServerRule(),
        new OwnPhaseRule(),
        new CompilerCrashRule(),
        new CodeFindingRule(),
        new ToolFailedRule(),
    ];

    public static CauseVerdict Judge(IReadOnlyList<ICauseRule> rules, EvidenceBook evidence, CauseFacts facts)
    {
        if (facts.Outcome == LogOutcome.Passed)
        {
            return new(Cause.None, "passed", 0.95, []);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            var seen = new CauseFacts
            {
                Outcome = facts.Outcome,
                Findings = facts.Findings,
                Lines = facts.Lines,
                FailedAt = facts.FailedAt,
                FailedStep = facts.FailedStep,
                ToolFailed = facts.ToolFailed,
                Evidence = evidence.Of(i),
            };
            if (rules[i].Judge(seen) is { } opinion)
            {
                return new(opinion.Cause, rules[i].Id, opinion.Confidence, opinion.Evidence);
            }
        }

        return facts.Outcome == LogOutcome.Failed ? new(Cause.Ambiguous, "no-rule", 0.3, []) : new(Cause.None, "nothing-failed", 0.5, []);
    }
}
