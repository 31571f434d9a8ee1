using System.Collections.Concurrent;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>A forge of each test, by its name.</summary>
internal sealed class FakeMaintenanceActivities : IMaintenanceActivities
{
    public static ConcurrentDictionary<string, ForgeScript> Forges { get; } = new();

    [Activity]
    public Task<FailedDeliveries> FindFailedDeliveriesAsync(SweepInput input) => Task.FromResult(Forges[input.Forge].Failed);

    [Activity]
    public Task<RedeliveryOutcome> RedeliverAsync(FailedDelivery delivery)
    {
        var forge = Forges[delivery.Forge];
        forge.Asked.Enqueue(delivery.EventId);
        return delivery.EventId == forge.Broken ? throw Never() : Task.FromResult(RedeliveryOutcome.Asked);
    }

    [Activity]
    public Task<JanitorRepositories> FindRepositoriesAsync(JanitorInput input)
        => Task.FromResult(new JanitorRepositories([.. Forges[input.Forge].Branches.Keys.Order().Select(url => new RepositoryRef(input.Forge, url))]));

    [Activity]
    public Task<IReadOnlyList<Leftover>> FindLeftoversAsync(FindLeftoversRequest request)
        => request.Repository.Url == Forges[request.Repository.Forge].Broken ? throw Never() : Task.FromResult(Forges[request.Repository.Forge].Branches[request.Repository.Url]);

    [Activity]
    public Task<Leftover> RemoveLeftoverAsync(RemoveLeftoverRequest request)
    {
        var forge = Forges[request.Repository.Forge];
        forge.Asked.Enqueue(request.Branch);
        var found = forge.Branches[request.Repository.Url].First(one => one.Branch == request.Branch);
        return Task.FromResult(request.Branch == forge.Revived ? found with { Finding = LeftoverFinding.TaskLives } : found with { Removed = true });
    }

    private static ApplicationFailureException Never() => new("the forge is away", "x", nonRetryable: true);
}

/// <summary>What a forge of a test has.</summary>
internal sealed class ForgeScript
{
    public FailedDeliveries Failed { get; set; } = new();

    public Dictionary<string, IReadOnlyList<Leftover>> Branches { get; } = [];

    /// <summary>An event or repository that cannot be asked about.</summary>
    public string? Broken { get; set; }

    /// <summary>A branch whose task was started again between the look and the removal.</summary>
    public string? Revived { get; set; }

    /// <summary>Events asked for, or branches to remove, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static (string Name, ForgeScript Script) Make()
    {
        var (name, script) = ($"forge-{Guid.NewGuid():N}", new ForgeScript());
        FakeMaintenanceActivities.Forges[name] = script;
        return (name, script);
    }
}
