using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>Logs behind the addresses of GitHub's pages.</summary>
public sealed class ForgeLogsTests
{
    private const string Broken = "src/A.cs(3,7): error CS0246: lost\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_PagesOfAFailedRun_GiveTheFailedJobsLog()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var (repository, job, run, commit) = await FailedAsync(bench, new JobOutcome { Conclusion = "failure", Log = Broken });

        foreach (var page in new[] { $"actions/runs/{run}/job/{job}", $"actions/runs/{run}", $"actions/runs/{run}/attempts/1", $"commit/{commit}/checks", $"runs/{job}", $"commit/{commit}?check_run_id={job}" })
        {
            var log = Assert.Single(await Logs(bench).FindAsync(new Uri($"{repository}/{page}"), Cancel));
            await using var content = await log.OpenAsync(Cancel);
            using var reader = new StreamReader(content);
            Assert.Equal(Broken, await reader.ReadToEndAsync(Cancel));
        }
    }

    [Fact]
    public async Task Find_RunOfTwoAttempts_GivesTheOneThatIsAskedFor()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var (repository, _, run, commit) = await FailedAsync(bench, new JobOutcome { Conclusion = "failure", Log = Broken }, JobOutcome.Green);
        var push = new Contracts.Ci.RerunRequest
        {
            TaskId = "t",
            Repository = bench.Repository,
            Branch = "bgagent/t",
            Commit = commit,
            Checks = (await bench.Forge.ReadCiAsync(Query(bench, commit), Cancel)).Checks,
        };
        await bench.Forge.RerunAsync(push, Cancel);
        await Eventually.IsAsync("the second attempt", () => bench.Forge.ReadCiAsync(Query(bench, commit), Cancel), ci => ci.Checks is [{ RunAttempt: 2, Conclusion: Contracts.Ci.CheckConclusion.Success }]);

        Assert.Equal(Broken, await TextAsync(bench, $"{repository}/actions/runs/{run}/attempts/1"));
        Assert.Equal(JobOutcome.Green.Log, await TextAsync(bench, $"{repository}/actions/runs/{run}"));
    }

    [Fact]
    public async Task Open_LogIsNotKeptAnyMore_IsExpired()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var (repository, job, run, _) = await FailedAsync(bench, new JobOutcome { Conclusion = "failure", Log = Broken, LogExpired = true });

        var log = Assert.Single(await Logs(bench).FindAsync(new Uri($"{repository}/actions/runs/{run}/job/{job}"), Cancel));

        Assert.Equal(ForgeFault.Expired, (await Assert.ThrowsAsync<ForgeException>(() => log.OpenAsync(Cancel))).Fault);
    }

    [Theory]
    [InlineData("actions/runs/999999", ForgeFault.NotFound)]
    [InlineData("actions/runs/1/job/999999", ForgeFault.NotFound)]
    [InlineData("pull/999999/checks", ForgeFault.NotFound)]
    [InlineData("issues/1", ForgeFault.Invalid)]
    [InlineData("blob/main/README.md", ForgeFault.Invalid)]
    public async Task Find_PageWithoutLogs_SaysWhy(string page, ForgeFault fault)
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var address = new Uri($"{bench.Repository.Url.Replace(".git", "", StringComparison.Ordinal)}/{page}");

        Assert.Equal(fault, (await Assert.ThrowsAsync<ForgeException>(() => Logs(bench).FindAsync(address, Cancel))).Fault);
    }

    [Fact]
    public async Task Find_TokenIsRefused_IsUnauthorized()
    {
        await using var bench = await GitHubForgeBench.StartAsync(options => options.Token = "nobody's");
        var address = new Uri($"{bench.Repository.Url.Replace(".git", "", StringComparison.Ordinal)}/actions/runs/1");

        Assert.Equal(ForgeFault.Unauthorized, (await Assert.ThrowsAsync<ForgeException>(() => Logs(bench).FindAsync(address, Cancel))).Fault);
    }

    [Fact]
    public async Task NotConfigured_WithoutCredentials_SaysWhatIsMissing()
    {
        await using var bench = await GitHubForgeBench.StartAsync(options => options.Token = null);

        Assert.Contains("GitHub:Token", Logs(bench).NotConfigured, StringComparison.Ordinal);
        Assert.False(Logs(bench).Owns(new Uri("https://github.example.org/o/r/actions/runs/1")));
    }

    private static IForgeLogs Logs(GitHubForgeBench bench) => bench.Host.Get<IEnumerable<IForgeLogs>>().Single(logs => logs.Name == "github");

    private static Contracts.Ci.CiQuery Query(GitHubForgeBench bench, string commit) => new() { TaskId = "t", Repository = bench.Repository, Branch = "bgagent/t", Commit = commit };

    private static async Task<string> TextAsync(GitHubForgeBench bench, string address)
    {
        var log = Assert.Single(await Logs(bench).FindAsync(new Uri(address), Cancel));
        await using var content = await log.OpenAsync(Cancel);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(Cancel);
    }

    /// <summary>A red check, and the parts of its page's address, which GitHub gives as <c>…/actions/runs/1/job/2</c>.</summary>
    private static async Task<(string Repository, string Job, string Run, string Commit)> FailedAsync(GitHubForgeBench bench, params JobOutcome[] outcomes)
    {
        var push = await bench.PushAsync("t", CiPlan.OneJob(outcomes));
        var seen = await Eventually.IsAsync(
            "the red check", () => bench.Forge.ReadCiAsync(Query(bench, push.Commit), Cancel), ci => ci.Checks is [{ Conclusion: Contracts.Ci.CheckConclusion.Failure, Name: "build" }]);
        var parts = new Uri(seen.Checks[0].Url!).AbsolutePath.Split('/');
        var repository = bench.Repository.Url.Replace(".git", "", StringComparison.Ordinal);
        return (repository, seen.Checks[0].RunId, parts[Array.IndexOf(parts, "runs") + 1], push.Commit);
    }
}
