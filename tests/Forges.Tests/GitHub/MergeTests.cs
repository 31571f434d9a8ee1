using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>How pull requests are merged where the policy says so, and what GitHub knows of it when.</summary>
public sealed class MergeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pull_AskedForTheFirstTime_IsNotKnownToMergeYet()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        await OpenAsync(bench);

        var first = await GetAsync(bench, "pulls/1");
        var later = await Eventually.IsAsync("the merge to be tried", () => GetAsync(bench, "pulls/1"), pull => pull.GetProperty("mergeable").ValueKind != JsonValueKind.Null);

        Assert.Equal((JsonValueKind.Null, "unknown"), (first.GetProperty("mergeable").ValueKind, first.GetProperty("mergeable_state").GetString()));
        Assert.Equal((true, "draft"), (later.GetProperty("mergeable").GetBoolean(), later.GetProperty("mergeable_state").GetString()));
    }

    [Theory]
    [InlineData(MergeMethod.Merge, 2)]
    [InlineData(MergeMethod.Squash, 1)]
    [InlineData(MergeMethod.Rebase, 1)]
    public async Task EnsurePullRequest_NothingLeftToWaitFor_MergesTheJudgedCommitOnce(MergeMethod method, int commits)
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var content = await OpenAsync(bench) with { Stage = PullRequestStage.Ready, AutoMerge = method };

        var first = await bench.Forge.EnsurePullRequestAsync(content, Cancel);
        var second = await bench.Forge.EnsurePullRequestAsync(content, Cancel);

        Assert.Equal(first, second);
        Assert.True(Assert.Single(bench.Simulated.Pulls).Merged);
        Assert.Equal(
            ["branch bgagent/t created", "pull-request 1 opened as draft", "pull-request 1 ready", $"pull-request 1 merged ({method.ToString().ToLowerInvariant()})", "branch main pushed"],
            bench.Simulator.Ledger.Of("owner/repo"));
        Assert.Equal(commits.ToString(), bench.Git("rev-list", "--count", $"{bench.BaseCommit}..main"));
        Assert.Equal(bench.Git("rev-parse", "bgagent/t^{tree}"), bench.Git("rev-parse", "main^{tree}"));
    }

    [Fact]
    public async Task EnsurePullRequest_ReviewStillNeeded_IsMergedByGitHubOnceItCame()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulated.Demand("main", reviews: 1);
        await bench.Forge.EnsurePullRequestAsync(await OpenAsync(bench) with { Stage = PullRequestStage.Ready, AutoMerge = MergeMethod.Squash }, Cancel);
        Assert.False(bench.Simulated.Pulls.Single().Merged);

        bench.Simulated.Review(1, "ada", "approved", "");

        await Eventually.IsAsync("the merge", () => Task.FromResult(bench.Simulated.Pulls.Single()), pull => pull.Merged);
    }

    [Fact]
    public async Task EnsurePullRequest_MergeQueue_MergesWhatTheQueueTested()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulated.Script = _ => CiPlan.OneJob(JobOutcome.Green);
        bench.Simulated.Require("main", ["build"]);
        bench.Simulated.Demand("main", queue: true);
        var content = await OpenAsync(bench);
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = content.Branch, Commit = content.HeadCommit };
        await Eventually.IsAsync("CI", () => bench.Forge.ReadCiAsync(query, Cancel), ci => ci.Checks.Any(check => check.Conclusion == CheckConclusion.Success));

        await bench.Forge.EnsurePullRequestAsync(content with { Stage = PullRequestStage.Ready, AutoMerge = MergeMethod.Merge }, Cancel);

        await Eventually.IsAsync("the queue", () => Task.FromResult(bench.Simulated.Pulls.Single()), pull => pull.Merged);
        var ledger = await Eventually.IsAsync("the queue's branch to go", () => Task.FromResult(bench.Simulator.Ledger.Of("owner/repo")), all => all.Contains("branch main pushed"));
        Assert.Contains("pull-request 1 queued", ledger);
        Assert.Contains("branch gh-readonly-queue/main/pr-1 created", ledger);
    }

    [Fact]
    public async Task UpdateBranch_OfABranchThatIsBehind_MergesTheBaseIntoIt()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var content = await OpenAsync(bench);
        await bench.MoveBaseAsync("other.txt", "other\n");

        var wrong = await PutAsync(bench, "pulls/1/update-branch", new { expected_head_sha = bench.BaseCommit });
        var right = await PutAsync(bench, "pulls/1/update-branch", new { expected_head_sha = content.HeadCommit });

        Assert.Equal((422, 202), ((int)wrong, (int)right));
        Assert.NotEqual(content.HeadCommit, bench.Simulated.Head("bgagent/t"));
        Assert.Equal("0", bench.Git("rev-list", "--count", "bgagent/t..main"));
    }

    [Fact]
    public async Task Merge_NotUpToDateWhereThatIsAskedFor_IsRefused()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulated.Demand("main", upToDate: true);
        await bench.Forge.EnsurePullRequestAsync(await OpenAsync(bench) with { Stage = PullRequestStage.Ready }, Cancel);
        await bench.MoveBaseAsync("other.txt", "other\n");

        Assert.Equal(405, (int)await PutAsync(bench, "pulls/1/merge", new { merge_method = "merge" }));
    }

    private static async Task<PullRequestContent> OpenAsync(GitHubForgeBench bench)
    {
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
        return content;
    }

    private static async Task<JsonElement> GetAsync(GitHubForgeBench bench, string path)
    {
        using var client = Client(bench);
        return await client.GetFromJsonAsync<JsonElement>(path, Cancel);
    }

    private static async Task<System.Net.HttpStatusCode> PutAsync(GitHubForgeBench bench, string path, object body)
    {
        using var client = Client(bench);
        using var answer = await client.PutAsJsonAsync(path, body, Cancel);
        return answer.StatusCode;
    }

    private static HttpClient Client(GitHubForgeBench bench)
    {
        var client = new HttpClient { BaseAddress = new Uri(bench.Simulator.Address, "api/v3/repos/owner/repo/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SimulatorOptions.MachineToken);
        return client;
    }
}
