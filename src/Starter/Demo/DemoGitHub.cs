using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.Worker;
using Microsoft.Extensions.Configuration;

namespace BackgroundAgent.Starter.Demo;

/// <summary>A simulated GitHub for the demo, on 127.0.0.1: real pushes over HTTP, its own CI, pull requests and signed webhooks.</summary>
internal sealed class DemoGitHub : IAsyncDisposable
{
    private const string Secret = "demo-webhook-secret";

    private readonly SimulatedGitHub github;

    private DemoGitHub(SimulatedGitHub github) => this.github = github;

    /// <summary>Settings of a worker and gateway that know this GitHub.</summary>
    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["GitHub:Token"] = SimulatorOptions.MachineToken,
        ["GitHub:ApiUrl"] = github.Address.ToString(),
        ["GitHub:GitHost"] = github.Host,
        ["GitHub:QuietPeriod"] = "00:00:01",
        ["Gateway:GitHubSecrets:0"] = Secret,
    }).Build();

    /// <summary>The bare repository that was pushed to; null before <see cref="PublishAsync"/>.</summary>
    public string? Repository { get; private set; }

    /// <summary>What was done to it, in order.</summary>
    public IReadOnlyList<Effect> Effects => github.Ledger.All;

    public static async Task<DemoGitHub> StartAsync(DemoFolder folder, CancellationToken cancellationToken)
        => new(await SimulatedGitHub.StartAsync(new SimulatorOptions { Folder = Path.Combine(folder.Root, "github"), WebhookSecret = Secret }, cancellationToken));

    /// <summary>Puts the sample on it and lets its CI run the sample's command.</summary>
    public async Task<RepositoryRef> PublishAsync(DemoFolder folder, AllInOne host, CancellationToken cancellationToken)
    {
        var repository = await github.AddRepositoryAsync("parcels", folder.Repository, cancellationToken);
        Repository = repository.Folder;
        var job = CiPlan.OneJob(new JobOutcome { Command = DemoTask.Ci });
        repository.Script = _ => job;
        repository.RunCi("main", job);
        repository.Require("main", ["build"]);
        github.WebhookUrl = new Uri(host.Endpoint.GatewayUrl + "/webhooks/github");
        return new RepositoryRef("github", repository.Url, "main");
    }

    public ValueTask DisposeAsync() => github.DisposeAsync();
}
