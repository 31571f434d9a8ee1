using System.Net;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Tests.Conformance;

namespace BackgroundAgent.Forges.Tests.GitHub;

public sealed class GitHubForgeConformanceTests : ForgeConformance
{
    protected override async Task<ForgeBench> CreateAsync() => await GitHubForgeBench.StartAsync();
}

public sealed class GitHubForgeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, ForgeFault.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden, ForgeFault.Unauthorized)]
    [InlineData(HttpStatusCode.UnprocessableEntity, ForgeFault.Invalid)]
    [InlineData(HttpStatusCode.TooManyRequests, ForgeFault.Transient)]
    [InlineData(HttpStatusCode.BadGateway, ForgeFault.Transient)]
    public async Task ReadCi_Refusals_AreToldApart(HttpStatusCode status, ForgeFault expected)
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulator.Faults.Status = status;

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(
            new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = "main", Commit = bench.BaseCommit }, Cancel));

        Assert.Equal(expected, fault.Fault);
    }

    [Fact]
    public async Task EnsurePullRequest_SameContentAgain_ChangesNothing()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var push = await bench.PushAsync("t", CiBehaviour.Green);
        var content = new PullRequestContent
        {
            Repository = bench.Repository,
            TaskId = "t",
            Branch = push.Branch,
            BaseBranch = "main",
            HeadCommit = push.Commit,
            Stage = PullRequestStage.Draft,
            Title = "Title",
            Body = "Body",
        };

        await bench.Forge.EnsurePullRequestAsync(content, Cancel);
        await bench.Forge.EnsurePullRequestAsync(content, Cancel);
        await bench.Forge.EnsurePullRequestAsync(content with { Stage = PullRequestStage.Ready }, Cancel);
        await bench.Forge.EnsurePullRequestAsync(content with { Stage = PullRequestStage.Ready }, Cancel);

        Assert.Equal(["branch bgagent/t created", "pull-request 1 opened as draft", "pull-request 1 ready"], bench.Simulator.Ledger.Of("owner/repo"));
    }

    [Fact]
    public async Task ReadCi_AddressThatIsNoRepository_IsInvalid()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var query = new CiQuery { TaskId = "t", Repository = new RepositoryRef("github", "https://github.com/only-owner"), Branch = "main", Commit = "c" };

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(query, Cancel));

        Assert.Equal(ForgeFault.Invalid, fault.Fault);
    }
}
