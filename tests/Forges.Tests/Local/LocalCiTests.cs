using System.Net;
using System.Text.Json;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Contracts.Webhooks;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.Sandbox;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.Local;

public sealed class LocalCiTests
{
    private const string Secret = "0123456789abcdef";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IsolationMode.None)]
    [InlineData(IsolationMode.Auto)]
    public async Task Job_SeesACleanCheckoutOfTheCommit(IsolationMode isolation)
    {
        await using var bench = await LocalForgeBench.StartAsync(options => options.Isolation = isolation);
        var push = bench.Push("clean", "echo \"head=$(git rev-parse HEAD) dirty=$(git status --porcelain | wc -l) ci=$CI\"; git log --oneline | wc -l; git tag x; touch left; ls");

        await bench.Forge.PushedAsync(push, Cancel);
        var check = await CompletedAsync(bench, push);

        await using var log = await bench.Forge.OpenLogAsync(bench.Repository, check, Cancel);
        var text = await new StreamReader(log!).ReadToEndAsync(Cancel);
        Assert.Equal(CheckConclusion.Success, check.Conclusion);
        Assert.Contains($"head={push.Commit} dirty=0 ci=true", text, StringComparison.Ordinal);
        Assert.Equal(check.Url, Path.Join(bench.Data, "artifacts", "ci", "run-" + check.RunId, "attempt-1.log"));
        Assert.Empty(Directory.GetDirectories(Path.Join(bench.Data, "worktrees")));
    }

    [Fact]
    public async Task Job_OverTime_IsTimedOut()
    {
        await using var bench = await LocalForgeBench.StartAsync(options => options.Timeout = TimeSpan.FromSeconds(1));
        var push = await bench.PushAsync("slow", CiBehaviour.Endless);

        await bench.Forge.PushedAsync(push, Cancel);

        Assert.Equal(CheckConclusion.TimedOut, (await CompletedAsync(bench, push)).Conclusion);
    }

    [Fact]
    public async Task Job_CommitNobodyHas_IsAStartupFailure()
    {
        await using var bench = await LocalForgeBench.StartAsync();
        var push = (await bench.PushAsync("lost", CiBehaviour.Green)) with { Commit = "0123456789012345678901234567890123456789" };

        await bench.Forge.PushedAsync(push, Cancel);

        Assert.Equal(CheckConclusion.StartupFailure, (await CompletedAsync(bench, push)).Conclusion);
    }

    [Fact]
    public async Task Jobs_MoreThanAllowedAtOnce_WaitTheirTurn()
    {
        await using var bench = await LocalForgeBench.StartAsync(options => options.Concurrency = 1);
        Directory.CreateDirectory(bench.Marks);
        var script = $"mkdir '{bench.Marks}/busy' || exit 1; sleep 0.2; rmdir '{bench.Marks}/busy'";
        var pushes = Enumerable.Range(0, 3).Select(number => bench.Push($"turn-{number}", script)).ToList();

        foreach (var push in pushes)
        {
            await bench.Forge.PushedAsync(push, Cancel);
        }

        foreach (var push in pushes)
        {
            Assert.Equal(CheckConclusion.Success, (await CompletedAsync(bench, push)).Conclusion);
        }
    }

    [Fact]
    public async Task Restart_WhileAJobRan_RunsItAgainUnderTheSameRecord()
    {
        await using var bench = await LocalForgeBench.StartAsync();
        var push = bench.Push("interrupted", $"echo x >> '{bench.Marks}'; test $(wc -l < '{bench.Marks}') -gt 1 || exec sleep 600");
        await bench.Forge.PushedAsync(push, Cancel);
        await Eventually.IsAsync("the job to start", () => Task.FromResult(File.Exists(bench.Marks)), seen => seen);
        var before = await CheckAsync(bench, push);

        await bench.StopCiAsync();
        await bench.RestartCiAsync();
        var after = await CompletedAsync(bench, push);

        Assert.Equal(CheckStatus.InProgress, before!.Status);
        Assert.Equal((before.RunId, 1, CheckConclusion.Success), (after.RunId, after.RunAttempt, after.Conclusion));
        Assert.Equal(2, (await File.ReadAllLinesAsync(bench.Marks, Cancel)).Length);
    }

    [Fact]
    public async Task ReadCi_KilledBetweenPushAndPushed_TellsCiItself()
    {
        await using var bench = await LocalForgeBench.StartAsync();
        var first = await bench.PushAsync("forgotten", CiBehaviour.Red);
        await bench.Forge.PushedAsync(first, Cancel);
        await CompletedAsync(bench, first);
        var second = bench.Push("forgotten", "echo now fine");

        Assert.Equal(CheckConclusion.Success, (await CompletedAsync(bench, second)).Conclusion);
    }

    [Fact]
    public async Task Pushed_WithoutACommand_IsInvalid()
    {
        await using var bench = await LocalForgeBench.StartAsync();
        var push = (await bench.PushAsync("none", CiBehaviour.Green)) with { Policy = new TaskPolicy() };

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.PushedAsync(push, Cancel));

        Assert.Equal(ForgeFault.Invalid, fault.Fault);
    }

    [Fact]
    public async Task ReadBaseChecks_RedBase_SaysSoAndTellsNobodyElse()
    {
        await using var listener = await WebhookListener.StartAsync();
        await using var bench = await LocalForgeBench.StartAsync(options => Report(options, listener.Port));
        var push = bench.Push("red-base", "exit 3");
        var redBase = bench.Push("its-base", "exit 3").Commit;
        await bench.Forge.PushedAsync(push, Cancel);
        await CompletedAsync(bench, push);

        var check = Assert.Single(await bench.Forge.ReadBaseChecksAsync(new BaseChecksQuery(bench.Repository, push.Commit, redBase, ["ci"]), Cancel));

        Assert.Equal((CheckConclusion.Failure, "exit code 3"), (check.Conclusion, check.Summary));
        await Eventually.IsAsync("the report of the push", () => Task.FromResult(listener.Deliveries.Count), count => count == 1);
        Assert.Contains(push.Commit, Assert.Single(listener.Deliveries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_GatewayDownForAWhile_ArrivesSignedUnderOneId()
    {
        var listener = await WebhookListener.StartAsync();
        var port = listener.Port;
        await listener.DisposeAsync();
        await using var bench = await LocalForgeBench.StartAsync(options => Report(options, port));
        var push = await bench.PushAsync("reported", CiBehaviour.Red);
        await bench.Forge.PushedAsync(push, Cancel);
        await CompletedAsync(bench, push);
        await bench.StopCiAsync();

        listener = await WebhookListener.StartAsync(port);
        listener.Answer = HttpStatusCode.ServiceUnavailable;
        await using var _ = listener;
        await bench.RestartCiAsync();
        await Eventually.IsAsync("two tries", () => Task.FromResult(listener.Deliveries.Count), count => count >= 2);
        listener.Answer = HttpStatusCode.Accepted;
        var tries = listener.Deliveries.Count;
        await Eventually.IsAsync("the accepted try", () => Task.FromResult(listener.Deliveries.Count), count => count > tries);

        var received = listener.Deliveries.Last();
        Assert.Single(listener.Deliveries.Select(delivery => delivery.Delivery).Distinct());
        Assert.True(WebhookSignature.Verify([Secret], received.Timestamp, received.Body, received.Signature));
        var body = JsonSerializer.Deserialize<CiWebhook>(received.Body, WebhookJson.Options)!;
        Assert.Equal(
            (push.Branch, push.Commit, "ci", CheckStatus.Completed, CheckConclusion.Failure, 1),
            (body.Branch, body.Commit, body.Check, body.Status, body.Conclusion!.Value, body.RunAttempt));
    }

    [Fact]
    public async Task EnsurePullRequest_Page_ShowsTheTask()
    {
        await using var bench = await LocalForgeBench.StartAsync();
        var result = await bench.Forge.EnsurePullRequestAsync(
            new PullRequestContent
            {
                Repository = bench.Repository,
                TaskId = "t-1",
                Branch = "bgagent/t-1",
                BaseBranch = "main",
                HeadCommit = bench.BaseCommit,
                Stage = PullRequestStage.Ready,
                Title = "Größe: \"x\"",
                Body = "# Hello\n",
            },
            Cancel);

        var page = await File.ReadAllTextAsync(result.Url, Cancel);
        Assert.Equal(1, result.Number);
        Assert.StartsWith("---\nnumber: 1\ntitle: \"Größe: \\\"x\\\"\"\nstate: ready\n", page, StringComparison.Ordinal);
        Assert.EndsWith("\n---\n\n# Hello\n", page, StringComparison.Ordinal);
    }

    private static void Report(Forges.Local.LocalCiOptions options, int port)
    {
        options.WebhookUrl = new Uri($"http://127.0.0.1:{port}/webhooks/ci");
        options.WebhookSecret = Secret;
    }

    private static async Task<CheckResult?> CheckAsync(LocalForgeBench bench, PushRequest push)
    {
        var query = new CiQuery { TaskId = push.TaskId, Repository = push.Repository, Branch = push.Branch, Commit = push.Commit };
        return (await bench.Forge.ReadCiAsync(query, Cancel)).Checks.SingleOrDefault();
    }

    private static async Task<CheckResult> CompletedAsync(LocalForgeBench bench, PushRequest push)
        => (await Eventually.IsAsync("the check to complete", () => CheckAsync(bench, push), check => check?.Status == CheckStatus.Completed))!;
}
