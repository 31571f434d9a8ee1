using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Safety.Tests;

namespace BackgroundAgent.Patching.Safety;

/// <summary>Looks for ways to make tests pass other than making the code right. Each is a rule of its own in <c>Safety/Tests</c>.</summary>
internal sealed class TestTamperingGuard : IPatchGuard
{
    private static readonly ITamperingRule[] Rules =
    [
        new RemovedTestsRule(), new SkippedTestsRule(), new WeakenedAssertionsRule(), new IgnoredFailuresRule(),
        new LoweredThresholdsRule(), new RewrittenExpectationsRule(),
    ];

    public IEnumerable<GuardHit> Check(PatchDiff diff, TaskPolicy policy)
        => Rules.SelectMany(rule => rule.Check(diff)).Select(found => new GuardHit(Reason.TestTampering, found.File, found.Message));
}
