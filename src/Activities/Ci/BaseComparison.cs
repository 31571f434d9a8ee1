using System.Globalization;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Ci;

/// <summary>
/// Whether CI ran fewer tests for the task's commit than for the base commit, or they covered less. It finds what no look at the patch can: a filter,
/// a project that is not built any more, a runner that finds nothing, code that nothing tests. The base commit is asked about only when the passed
/// checks tell something of themselves.
/// </summary>
internal sealed class BaseComparison(ForgeSet forges, CheckDiagnosis checks)
{
    public async Task<TestComparison> CompareAsync(CompareTestsRequest request, CancellationToken cancellationToken)
    {
        var forge = forges.Of(request.Query.Repository);
        var observed = await forge.ReadCiAsync(request.Query, cancellationToken);
        var now = await ReadAsync(request, request.Query.Commit, observed.Checks.Where(check => check.Conclusion == CheckConclusion.Success), cancellationToken);
        if (now.Count == 0)
        {
            return new TestComparison();
        }

        var query = new BaseChecksQuery(request.Query.Repository, request.Query.Commit, request.BaseCommit, [.. now.Keys]);
        var before = await ReadAsync(request, request.BaseCommit, await forge.ReadBaseChecksAsync(query, cancellationToken), cancellationToken);
        return new TestComparison
        {
            Hits =
            [
                .. now.Select(check => FewerTests(check.Key, check.Value, before.GetValueOrDefault(check.Key))).OfType<GuardHit>(),
                .. now.Select(check => LessCovered(check.Key, check.Value, before.GetValueOrDefault(check.Key), request.CoverageDrop)).OfType<GuardHit>(),
            ],
            Tests = Sum(now),
            TestsOnBase = Sum(before),
        };
    }

    private static GuardHit? FewerTests(string check, TestFacts now, TestFacts? before)
        => before?.Ran > now.Ran
            ? new(Reason.TestTampering, null, $"{check}: {now.Ran} tests ran, {before.Ran} on the base commit.")
            : null;

    private static GuardHit? LessCovered(string check, TestFacts now, TestFacts? before, decimal? allowed)
        => before?.Coverage?.Percent - now.Coverage?.Percent > allowed
            ? new(
                Reason.CoverageDropped,
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{check}: tests cover {now.Coverage!.Percent:0.##} % of the lines, {before!.Coverage!.Percent:0.##} % on the base commit; a drop of {allowed:0.##} points is allowed."))
            : null;

    private static long? Sum(SortedDictionary<string, TestFacts> checks)
        => checks.Values.Any(facts => facts.Ran is not null) ? checks.Values.Sum(facts => facts.Ran) : null;

    /// <summary>By check; one that tells nothing is left out. Reports are asked for where the log does not count tests and name them (the statistics of flaky ones need names), or coverage is wanted.</summary>
    private async Task<SortedDictionary<string, TestFacts>> ReadAsync(
        CompareTestsRequest request, string commit, IEnumerable<CheckResult> results, CancellationToken cancellationToken)
    {
        var facts = new SortedDictionary<string, TestFacts>(StringComparer.Ordinal);
        foreach (var check in results)
        {
            var report = await checks.DiagnoseAsync(
                request.Query.Repository, commit, check, log => request.CoverageDrop is not null || log is not { Tests.Run: not null, PassedTests.Count: > 0 }, cancellationToken);
            var ran = report?.Tests.Run - (report?.Tests.Skipped ?? 0);
            if (ran is not null || report?.Coverage is not null)
            {
                facts[check.Name] = new(ran, report?.Coverage);
            }
        }

        return facts;
    }

    /// <param name="Ran">Tests that really ran; null where nothing counts them.</param>
    private sealed record TestFacts(long? Ran, LineCoverage? Coverage);
}
