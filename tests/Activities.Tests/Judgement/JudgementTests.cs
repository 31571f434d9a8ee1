using BackgroundAgent.Activities.Ci;
using BackgroundAgent.Activities.Tests.Fakes;
using BackgroundAgent.Activities.Workspaces;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Exceptions;
using static BackgroundAgent.Activities.Tests.Fakes.Rounds;

namespace BackgroundAgent.Activities.Tests.Judgement;

/// <summary>Known issues and the number of tests, with real local CI on a real repository.</summary>
public sealed class JudgementTests
{
    private const string KnownFailure = "echo 'fetching the index: mirror 7 is out to lunch'; exit 1";

    private const string KnownIssues = """{ "Id": "mirror", "ErrorMessage": "is out to lunch", "BuildRetry": true }""";

    [Fact]
    public async Task Classify_KnownIssueOfTheRepository_IsInfrastructureAndRerun()
    {
        await using var host = await RealHost.StartAsync(null, (".bgagent/known-issues.json", KnownIssues));

        var why = await ClassifyAsync(host, "echo hello > new.txt", KnownFailure);

        Assert.Equal((Cause.Infrastructure, "known-issue:mirror", null), (why.Cause, why.Rule, why.Reason));
        Assert.Equal(["ci"], why.RerunChecks);
    }

    [Fact]
    public async Task Classify_KnownIssueOfTheService_WithoutRetry_Ends()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, KnownIssues.Replace("true", "false"), TestContext.Current.CancellationToken);
        await using var host = await RealHost.StartAsync(options => options.KnownIssuesFile = file);

        var why = await ClassifyAsync(host, "echo hello > new.txt", KnownFailure);

        Assert.Equal((Cause.Infrastructure, Reason.InfrastructurePersists), (why.Cause, why.Reason));
        File.Delete(file);
    }

    [Fact]
    public async Task Prepare_KnownIssuesAreWrong_NamesTheFile()
    {
        await using var host = await RealHost.StartAsync(null, (".bgagent/known-issues.json", "{ }"));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = host.Spec("true") })));

        Assert.Equal(FailureTypes.PolicyInvalid, failure.ErrorType);
        Assert.Contains(".bgagent/known-issues.json", failure.Message);
    }

    [Fact]
    public async Task Prepare_BudgetsOfTheCallerOutOfRange_AreRefused()
    {
        await using var host = await RealHost.StartAsync();
        var spec = host.Spec("true") with { Budgets = new() { Attempts = 99, Runtime = TimeSpan.FromSeconds(1) } };

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec })));

        Assert.Equal(FailureTypes.PolicyInvalid, failure.ErrorType);
        Assert.Contains("budgets.attempts", failure.Message);
        Assert.Contains("budgets.runtime", failure.Message);
    }

    /// <summary>CI counts the lines of a file as tests; one "passes" with fewer of them.</summary>
    [Theory]
    [InlineData("sed -i 1d filter", 1, true)]
    [InlineData("echo three >> filter", 3, false)]
    public async Task CompareTests_AgainstTheBaseCommit_HitsWhenFewerRan(string edit, int now, bool hit)
    {
        await using var host = await RealHost.StartAsync(null, ("filter", "one\ntwo\n"));
        var spec = host.Spec(edit, "n=$(wc -l < filter); echo \"Passed!  - Failed:     0, Passed:     $n, Skipped:     0, Total:     $n, Duration: 9 ms - App.Tests.dll (net10.0)\"");

        var (prepared, commit) = await PushedAsync(host, spec);
        var compared = await host.RunAsync<CiActivities, TestComparison>(
            ci => ci.CompareTestsAsync(new() { Query = Query(spec, commit), BaseCommit = prepared.BaseCommit }));

        Assert.Equal((now, 2L), (compared.Tests, compared.TestsOnBase));
        Assert.Equal(hit, compared.Hits is [{ Reason: Reason.TestTampering }]);
    }

    [Fact]
    public async Task CompareTests_NothingIsCounted_AsksNothingOfTheBaseCommit()
    {
        await using var host = await RealHost.StartAsync();
        var spec = host.Spec("touch new.txt", "[ -e new.txt ]");

        var (prepared, commit) = await PushedAsync(host, spec);
        var compared = await host.RunAsync<CiActivities, TestComparison>(
            ci => ci.CompareTestsAsync(new() { Query = Query(spec, commit), BaseCommit = prepared.BaseCommit }));

        Assert.Equal(new TestComparison { Hits = compared.Hits }, compared);
        Assert.Empty(compared.Hits);
    }

    /// <summary>A test that fails at every odd run attempt: two commits make it known, the third is judged by that.</summary>
    [Fact]
    public async Task Classify_TestFlakedOnEarlierCommits_IsFlakyWithTheNumbers()
    {
        await using var host = await RealHost.StartAsync();
        const string Ci = "if [ $((BGAGENT_RUN_ATTEMPT % 2)) = 1 ]; then echo 'FAILED tests/test_a.py::test_b - assert 0'; echo '=== 1 failed in 0.1s ==='; exit 1; fi; echo 'tests/test_a.py::test_b PASSED'; echo '=== 1 passed in 0.1s ==='";
        var spec = host.Spec("echo x >> new.txt", Ci);
        var prepared = await host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec }));
        var head = prepared.HeadCommit;
        Classification? why = null;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            head = await RoundAsync(host, spec, prepared, attempt, head, null);
            var red = await host.WaitForCiAsync(Query(spec, head));
            var request = Classify(spec, prepared, head, red);

            // Each activity twice: what it notes, it notes once.
            why = await Twice(() => host.RunAsync<CiActivities, Classification>(ci => ci.ClassifyAsync(request)));
            if (attempt == 3)
            {
                break;
            }

            Assert.Equal(Cause.Code, why.Cause);
            await host.RunAsync<CiActivities>(ci => ci.RerunAsync(new() { TaskId = "t1", Repository = spec.Repository, Branch = "bgagent/t1", Commit = head, Checks = [red] }));
            await host.WaitForCiAsync(Query(spec, head), runAttempt: 2);
            await Twice(() => host.RunAsync<CiActivities, TestComparison>(ci => ci.CompareTestsAsync(new() { Query = Query(spec, head), BaseCommit = prepared.BaseCommit })));
        }

        Assert.Equal((Cause.Flaky, "known-flaky"), (why!.Cause, why.Rule));
        Assert.Equal(["ci"], why.RerunChecks);

        // The base commit's only run failed too, and counts as a run.
        Assert.Contains("tests/test_a.py::test_b: failed 2 of 6 runs", Assert.Single(why.Evidence), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_StatisticsCannotBeWritten_GoesOnWithoutThem()
    {
        await using var host = await RealHost.StartAsync(options => options.FlakinessFile = "/dev/null/flakiness.db");

        var why = await ClassifyAsync(host, "echo hello > new.txt", "echo 'FAILED tests/test_a.py::test_b - assert 0'; echo '=== 1 failed in 0.1s ==='; exit 1");

        Assert.Equal(Cause.Code, why.Cause);
    }

    private static async Task<Classification> ClassifyAsync(RealHost host, string edit, string ci)
    {
        var spec = host.Spec(edit, ci);
        var (prepared, commit) = await PushedAsync(host, spec);
        var red = await host.WaitForCiAsync(Query(spec, commit));
        var request = Classify(spec, prepared, commit, red) with { KnownIssues = prepared.KnownIssues };
        return await host.RunAsync<CiActivities, Classification>(activities => activities.ClassifyAsync(request));
    }

    private static async Task<(PrepareResult Prepared, string Commit)> PushedAsync(RealHost host, TaskSpec spec)
    {
        var prepared = await host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec }));
        var commit = await RoundAsync(host, spec, prepared, 1, prepared.HeadCommit, null);
        await host.WaitForCiAsync(Query(spec, commit));
        return (prepared, commit);
    }
}
