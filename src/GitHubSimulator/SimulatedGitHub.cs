using System.Net;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.Http;
using BackgroundAgent.GitHubSimulator.State;
using BackgroundAgent.GitHubSimulator.Webhooks;
using BackgroundAgent.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.GitHubSimulator;

/// <summary>
/// A GitHub of one's own on this machine: git over HTTPS's protocol, the part of REST and GraphQL that the product uses, checks and Actions
/// that do what a script says, and signed webhooks. Every change that a client causes is in the <see cref="Ledger"/>.
/// </summary>
public sealed class SimulatedGitHub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly World world;
    private readonly Courier courier;
    private readonly PushWatch pushes;
    private readonly RunDriver runs;
    private readonly Merges merges;

    private SimulatedGitHub(WebApplication app, World world)
    {
        this.app = app;
        this.world = world;
        var processes = app.Services.GetRequiredService<IProcessRunner>();
        courier = new Courier(world);
        world.Hooks = new HookSender(world, courier);
        runs = new RunDriver(world, new CommandJob(world.Git, processes));
        pushes = new PushWatch(world, runs);
        merges = new Merges(world, pushes);
        world.Settled = repository => _ = merges.SettleAsync(repository);
    }

    /// <summary>Base of the pages, of git and of the API; ends with a slash.</summary>
    public Uri Address => new(world.Address);

    /// <summary>What a client is given as the host of repositories.</summary>
    public string Host => Address.Authority;

    public Ledger Ledger => world.Ledger;

    /// <summary>Called with every request to REST and its answer, before the client has it. Add it before the first request.</summary>
    public event Action<ApiExchange>? Exchanged
    {
        add => world.Exchanged += value;
        remove => world.Exchanged -= value;
    }

    public RequestFaults Faults => world.Faults;

    /// <summary>Every delivery of a webhook so far, oldest first: the event's guid, what it is, such as <c>check_run.completed</c>, and whether it was asked for again.</summary>
    public IReadOnlyList<(string Guid, string Event, bool Redelivery)> Deliveries
    {
        get
        {
            lock (world.Gate)
            {
                return [.. world.Deliveries.Select(one => (one.Guid, one.Action is null ? one.Event : $"{one.Event}.{one.Action}", one.Redelivery))];
            }
        }
    }

    /// <summary>Where webhooks go from now on.</summary>
    public Uri? WebhookUrl
    {
        get => world.WebhookUrl;
        set => world.WebhookUrl = value;
    }

    /// <summary>What the App was given; a test may take something away.</summary>
    public IDictionary<string, string> AppPermissions => world.Permissions;

    /// <summary>Events that the App is subscribed to.</summary>
    public IList<string> AppEvents => world.Events;

    public static async Task<SimulatedGitHub> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSandbox();
        var app = builder.Build();
        var world = new World(options, new BareRepository(app.Services.GetRequiredService<IProcessRunner>()));
        var simulator = new SimulatedGitHub(app, world);
        simulator.Map();
        Directory.CreateDirectory(options.Folder);
        await app.StartAsync(cancellationToken);
        world.Address = app.Urls.First() + "/";
        var machine = new Caller { Account = world.AccountOf("machine"), Budget = "machine" };
        world.AddToken(SimulatorOptions.MachineToken, machine, DateTimeOffset.MaxValue);
        return simulator;
    }

    /// <summary>Adds a repository of the organization <c>owner</c> as a copy of another one.</summary>
    /// <param name="name">Such as <c>repo</c>.</param>
    /// <param name="source">A repository on this machine, with or without a work tree.</param>
    public async Task<SimulatedRepository> AddRepositoryAsync(string name, string source, CancellationToken cancellationToken = default)
    {
        var owner = world.AccountOf("owner", "Organization");
        var repository = new RepositoryState { Id = world.NextId(), Owner = owner, Name = name, Folder = Path.Combine(world.Options.Folder, owner.Login, name + ".git") };
        await world.Git.CloneAsync(source, repository.Folder, cancellationToken);
        repository.Heads = await world.Git.HeadsAsync(repository.Folder, cancellationToken);
        lock (world.Gate)
        {
            world.Repositories.Add(repository);
        }

        return new SimulatedRepository(world, repository, pushes, runs);
    }

    /// <summary>Takes every installation token back before its time, as GitHub does where an App's permissions change.</summary>
    public void RevokeInstallationTokens() => world.RevokeInstallationTokens();

    /// <summary>Number of somebody's account.</summary>
    public long IdOf(string login) => world.AccountOf(login).Id;

    /// <summary>A token for somebody, for git and the API.</summary>
    public string TokenOf(string login)
    {
        var token = "ghp_" + login;
        world.AddToken(token, new Caller { Account = world.AccountOf(login), Budget = login }, DateTimeOffset.MaxValue);
        return token;
    }

    /// <summary>How many deliveries nobody has taken.</summary>
    public int FailedDeliveries
    {
        get
        {
            lock (world.Gate)
            {
                return world.Deliveries.Count(delivery => delivery is { IsTried: true, StatusCode: < 200 or >= 300 });
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        world.Dispose();
        await courier.DisposeAsync();
        await app.DisposeAsync();
        pushes.Dispose();
        merges.Dispose();
    }

    private void Map()
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/storage"), api =>
        {
            api.Use(new Func<HttpContext, RequestDelegate, Task>(new Recorder(world).InvokeAsync));
            api.Use(new Func<HttpContext, RequestDelegate, Task>(new Identify(world).InvokeAsync));
            api.Use(new Func<HttpContext, RequestDelegate, Task>(new RateLimits(world).InvokeAsync));
            api.Use(new Func<HttpContext, RequestDelegate, Task>(Conditional.InvokeAsync));
        });
        app.UseRouting();
        new SmartHttp(world, pushes).Map(app);
        new RepositoryEndpoints(world, pushes).Map(app);
        new CheckEndpoints(world).Map(app);
        new ActionsEndpoints(world, runs).Map(app);
        new StorageEndpoints(world).Map(app);
        new PullEndpoints(world).Map(app);
        new MergeEndpoints(world, merges).Map(app);
        new IssueEndpoints(world).Map(app);
        new AppEndpoints(world).Map(app);
        new HookEndpoints(world, courier).Map(app);
        new ManifestEndpoints(world).Map(app);
        new HistoryEndpoints(world).Map(app);
        new GraphQlEndpoint(world, merges).Map(app);
    }
}
