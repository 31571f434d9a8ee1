using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Ci;

/// <summary>
/// Whether CI ran fewer tests for the task's commit than for the base commit. It finds what no look at the patch can: a filter, a project that
/// is not built any more, a runner that finds nothing. The base commit is asked about only when the passed checks' logs count their tests.
/// </summary>
internal sealed class TestCounts(ForgeSet forges, CheckDiagnosis checks)
{
    public async Task<TestComparison> CompareAsync(CompareTestsRequest request, CancellationToken cancellationToken)
    {
        var forge = forges.Of(request.Query.Repository);
        var observed = await forge.ReadCiAsync(request.Query, cancellationToken);
        var now = await CountAsync(request.Query.Repository, request.Query.Commit, observed.Checks.Where(check => check.Conclusion == CheckConclusion.Success), cancellationToken);
        if (now.Count == 0)
        {
            return new TestComparison();
        }

        var query = new BaseChecksQuery(request.Query.Repository, request.Query.Commit, request.BaseCommit, [.. now.Keys]);
        var before = await CountAsync(request.Query.Repository, request.BaseCommit, await forge.ReadBaseChecksAsync(query, cancellationToken), cancellationToken);
        return new TestComparison
        {
            Hits =
            [
                .. now.Where(check => before.GetValueOrDefault(check.Key) > check.Value)
                    .Select(check => new GuardHit(Reason.TestTampering, null, $"{check.Key}: {check.Value} tests ran, {before[check.Key]} on the base commit.")),
            ],
            Tests = now.Values.Sum(),
            TestsOnBase = before.Count == 0 ? null : before.Values.Sum(),
        };
    }

    /// <summary>Tests that really ran, by check; a check whose log does not count them is left out.</summary>
    private async Task<SortedDictionary<string, long>> CountAsync(
        RepositoryRef repository, string commit, IEnumerable<CheckResult> results, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var check in results)
        {
            if (await checks.DiagnoseAsync(repository, commit, check, log => log?.Tests.Run is null, cancellationToken) is { Tests: { Run: { } run } tests })
            {
                counts[check.Name] = run - (tests.Skipped ?? 0);
            }
        }

        return counts;
    }
}
