using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.Conformance;

/// <summary>What <see cref="IForge"/> promises, whichever forge is behind it.</summary>
public abstract class ForgeConformance : IAsyncLifetime
{
    private ForgeBench bench = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bench = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ReadCi_AfterAGreenPush_SeesEveryExpectedCheckSucceed()
    {
        var push = await bench.PushAsync("green", CiBehaviour.Green);

        await bench.Forge.PushedAsync(push, Cancel);
        var observation = await CompletedAsync(push);

        Assert.Equal(push.Commit, observation.Commit);
        Assert.Equal(push.Commit, observation.BranchHead);
        Assert.NotEmpty(observation.Checks);
        Assert.All(observation.Checks, check => Assert.Equal(CheckConclusion.Success, check.Conclusion));
        Assert.All(observation.ExpectedChecks, name => Assert.Contains(observation.Checks, check => check.Name == name));
    }

    [Fact]
    public async Task Pushed_ManyTimes_RunsCiOnce()
    {
        var push = await bench.PushAsync("once", CiBehaviour.Green);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.Forge.PushedAsync(push, Cancel)));
        var first = await CompletedAsync(push);
        await bench.Forge.PushedAsync(push, Cancel);
        var second = await bench.Forge.ReadCiAsync(Query(push), Cancel);

        Assert.Equal(first.Checks, second.Checks);
        Assert.All(second.Checks, check => Assert.Equal(1, check.RunAttempt));
    }

    [Fact]
    public async Task OpenLog_OfARedCheck_HoldsWhatItPrinted()
    {
        var push = await bench.PushAsync("red", CiBehaviour.Red);
        await bench.Forge.PushedAsync(push, Cancel);
        var check = Assert.Single((await CompletedAsync(push)).Checks);

        await using var log = await bench.Forge.OpenLogAsync(bench.Repository, check, Cancel);

        Assert.Equal(CheckConclusion.Failure, check.Conclusion);
        Assert.Contains("error: it is broken", await new StreamReader(log!).ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerun_AskedTwice_MakesOneNewRunAttempt()
    {
        var push = await bench.PushAsync("flaky", CiBehaviour.Flaky);
        await bench.Forge.PushedAsync(push, Cancel);
        var red = Assert.Single((await CompletedAsync(push)).Checks);
        Assert.Equal(CheckConclusion.Failure, red.Conclusion);
        var rerun = new RerunRequest { TaskId = push.TaskId, Repository = bench.Repository, Branch = push.Branch, Commit = push.Commit, Checks = [red] };

        await bench.Forge.RerunAsync(rerun, Cancel);
        var green = Assert.Single((await CompletedAsync(push, runAttempt: 2)).Checks);
        await bench.Forge.RerunAsync(rerun, Cancel);
        var after = Assert.Single((await bench.Forge.ReadCiAsync(Query(push), Cancel)).Checks);

        Assert.Equal((red.Name, CheckConclusion.Success, 2), (green.Name, green.Conclusion, green.RunAttempt));
        Assert.Equal(green, after);
    }

    [Fact]
    public async Task CancelCi_WhileItRuns_EndsIt()
    {
        var push = await bench.PushAsync("endless", CiBehaviour.Endless);
        await bench.Forge.PushedAsync(push, Cancel);
        await ObserveAsync(push, "a running check", ci => ci.Checks.Any(check => check.Status == CheckStatus.InProgress));

        await bench.Forge.CancelCiAsync(Query(push), Cancel);
        var observation = await CompletedAsync(push);
        await bench.Forge.CancelCiAsync(Query(push), Cancel);

        Assert.All(observation.Checks, check => Assert.Equal(CheckConclusion.Cancelled, check.Conclusion));
    }

    [Fact]
    public async Task ReadBaseChecks_OfAGreenBase_Succeed()
    {
        var push = await bench.PushAsync("base", CiBehaviour.Red);
        await bench.Forge.PushedAsync(push, Cancel);
        var failed = (await CompletedAsync(push)).Checks.Select(check => check.Name).ToList();
        var query = new BaseChecksQuery(bench.Repository, push.Commit, bench.BaseCommit, failed);

        var checks = await bench.Forge.ReadBaseChecksAsync(query, Cancel);
        var again = await bench.Forge.ReadBaseChecksAsync(query, Cancel);

        Assert.Equal(failed, checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.Equal(CheckConclusion.Success, check.Conclusion));
        Assert.Equal(checks, again);
    }

    [Fact]
    public async Task EnsurePullRequest_ThroughItsLife_StaysOne()
    {
        var push = await bench.PushAsync("pr", CiBehaviour.Green);
        var other = await bench.PushAsync("other", CiBehaviour.Green);

        var draft = await bench.Forge.EnsurePullRequestAsync(Content(push, PullRequestStage.Draft, "first"), Cancel);
        var second = await bench.Forge.EnsurePullRequestAsync(Content(other, PullRequestStage.Draft, "other"), Cancel);
        var updated = await bench.Forge.EnsurePullRequestAsync(Content(push, PullRequestStage.Draft, "second"), Cancel);
        var ready = await bench.Forge.EnsurePullRequestAsync(Content(push, PullRequestStage.Ready, "third"), Cancel);
        var closed = await bench.Forge.EnsurePullRequestAsync(Content(push, PullRequestStage.Closed, "fourth"), Cancel);

        Assert.Equal(draft, updated);
        Assert.Equal(draft, ready);
        Assert.Equal(draft, closed);
        Assert.NotEqual(draft.Number, second.Number);
    }

    [Fact]
    public async Task ReadCi_BranchGone_SaysSo()
    {
        var observation = await bench.Forge.ReadCiAsync(
            new CiQuery { TaskId = "none", Repository = bench.Repository, Branch = "bgagent/none", Commit = bench.BaseCommit }, Cancel);

        Assert.Null(observation.BranchHead);
    }

    protected abstract Task<ForgeBench> CreateAsync();

    private static CiQuery Query(PushRequest push)
        => new() { TaskId = push.TaskId, Repository = push.Repository, Branch = push.Branch, Commit = push.Commit };

    private static PullRequestContent Content(PushRequest push, PullRequestStage stage, string body) => new()
    {
        Repository = push.Repository,
        TaskId = push.TaskId,
        Branch = push.Branch,
        BaseBranch = "main",
        HeadCommit = push.Commit,
        Stage = stage,
        Title = "Upgrade: \"x\" to 2",
        Body = body,
    };

    private Task<CiObservation> CompletedAsync(PushRequest push, int runAttempt = 1) => ObserveAsync(
        push,
        $"run attempt {runAttempt} to complete",
        ci => ci.Checks.Count > 0 && ci.Checks.All(check => check.Status == CheckStatus.Completed && check.RunAttempt == runAttempt));

    private Task<CiObservation> ObserveAsync(PushRequest push, string what, Func<CiObservation, bool> until)
        => Eventually.IsAsync(what, () => bench.Forge.ReadCiAsync(Query(push), Cancel), until);
}
