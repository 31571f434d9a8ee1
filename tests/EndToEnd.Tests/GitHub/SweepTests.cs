using System.Security.Cryptography;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.Sandbox;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using BackgroundAgent.Worker;
using Microsoft.Extensions.Configuration;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>What a person said while the gateway was away is heard after a sweep, once.</summary>
public sealed class SweepTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Sweep_GatewayWasAway_BringsWhatWasSaidOnce()
    {
        using var key = RSA.Create(2048);
        await using var github = await SimulatedGitHub.StartAsync(new SimulatorOptions { Folder = folder.Join("github"), AppPublicKey = key.ExportRSAPublicKeyPem() });
        var repository = await github.AddRepositoryAsync("repo", ScratchRepository.Create(folder.Join("sample")).Path);
        await using var all = await AllInOne.StartAsync(new AllInOneOptions
        {
            DataDirectory = folder.Join("data"),
            Isolation = IsolationMode.None,
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["GitHub:AppId"] = "4711",
                ["GitHub:PrivateKey"] = key.ExportRSAPrivateKeyPem(),
                ["GitHub:ApiUrl"] = github.Address.ToString(),
                ["GitHub:GitHost"] = github.Host,
                ["Gateway:GitHubSecrets:0"] = "simulated-webhook-secret",
                ["Gateway:AnswerWithin"] = "00:00:10",
            }).Build(),
        });
        repository.Allow("ada", "write");
        var issue = repository.OpenIssue("ada", "An issue", "");
        repository.Comment(issue, "ada", "/bgagent status");
        await Eventually.IsAsync("the failure", () => Task.FromResult(github.FailedDeliveries), failed => failed == 1);
        github.WebhookUrl = new Uri(all.Endpoint.GatewayUrl + "/webhooks/github");

        var sweep = await SweepAsync(all.Client);
        await Eventually.IsAsync("the answer", () => Task.FromResult(repository.CommentsOf(issue)), comments => comments.Count == 2, TimeSpan.FromMinutes(1));
        var again = await SweepAsync(all.Client);

        Assert.Equal([("issue_comment.created", RedeliveryOutcome.Asked)], sweep.Redeliveries.Select(one => (one.Event, one.Outcome)));
        Assert.Empty(again.Redeliveries);
        Assert.Equal((1, 1), (again.Failed, again.Recovered));
        Assert.Equal(2, repository.CommentsOf(issue).Count);
    }

    private static Task<SweepResult> SweepAsync(ITemporalClient client) => client.ExecuteWorkflowAsync(
        (IRedeliverySweep sweep) => sweep.RunAsync(new SweepInput()), new WorkflowOptions($"sweep-{Guid.NewGuid():N}", Naming.SharedTaskQueue));
}
