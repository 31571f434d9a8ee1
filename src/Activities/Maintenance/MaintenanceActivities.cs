using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Maintenance;

/// <inheritdoc cref="IMaintenanceActivities"/>
internal sealed class MaintenanceActivities(
    IEnumerable<IForgeDeliveries> deliveries, IEnumerable<IForgeJanitor> janitors, TaskLookup tasks, Heartbeats heartbeats, TimeProvider time) : IMaintenanceActivities
{
    /// <summary>What people read on the pull request that is closed.</summary>
    private const string Why =
        "No task works on this draft any more and nothing happened to it for a while, so it is closed and its branch is deleted. "
        + "Nobody else's commits were on it. To keep such a draft, put the label `" + LeftoverRule.KeepLabel + "` on it; to go on with the task, say `/bgagent retry`.";

    private static ActivityExecutionContext Context => ActivityExecutionContext.Current;

    [Activity]
    public Task<FailedDeliveries> FindFailedDeliveriesAsync(SweepInput input) => BeatingAsync(async ()
        => deliveries.FirstOrDefault(one => one.Name == input.Forge) is { } forge
            ? await forge.FindFailedAsync(input, Context.CancellationToken)
            : new FailedDeliveries { Note = $"The forge '{input.Forge}' keeps no deliveries here." });

    [Activity]
    public Task<RedeliveryOutcome> RedeliverAsync(FailedDelivery delivery) => ActivityFailures.MapAsync(()
        => Named(deliveries.FirstOrDefault(one => one.Name == delivery.Forge), delivery.Forge).RedeliverAsync(delivery, Context.Info.Attempt > 1, Context.CancellationToken));

    [Activity]
    public Task<JanitorRepositories> FindRepositoriesAsync(JanitorInput input) => BeatingAsync(async () =>
    {
        var named = input.Repositories.Select(url => new RepositoryRef(input.Forge, url));
        if (!input.Installed)
        {
            return new JanitorRepositories([.. named.DistinctBy(Key)]);
        }

        var installed = await Janitor(input.Forge).RepositoriesAsync(Context.CancellationToken);
        return installed with { Repositories = [.. named.Concat(installed.Repositories).DistinctBy(Key)] };
    });

    [Activity]
    public Task<IReadOnlyList<Leftover>> FindLeftoversAsync(FindLeftoversRequest request) => BeatingAsync<IReadOnlyList<Leftover>>(async () =>
    {
        var forge = Janitor(request.Repository.Forge);
        var found = new List<Leftover>();
        foreach (var branch in await forge.BranchesAsync(request.Repository, Context.CancellationToken))
        {
            found.Add((await LookAsync(forge, request.Repository, branch, request.Grace, again: false)).Leftover);
        }

        return found;
    });

    [Activity]
    public Task<Leftover> RemoveLeftoverAsync(RemoveLeftoverRequest request) => ActivityFailures.MapAsync(async () =>
    {
        var forge = Janitor(request.Repository.Forge);
        var branch = new TaskBranch(request.Branch, request.Head, Naming.TaskOfBranch(request.Branch)!);
        var (leftover, facts) = await LookAsync(forge, request.Repository, branch, request.Grace, again: Context.Info.Attempt > 1);
        if (leftover.Finding != LeftoverFinding.Orphan)
        {
            return leftover;
        }

        await forge.RemoveAsync(request.Repository, branch, facts!, Why, Context.CancellationToken);
        return leftover with { Removed = true };
    });

    /// <summary>Asks Temporal first: most branches belong to tasks that live, and the forge counts its requests.</summary>
    private async Task<(Leftover Leftover, BranchFacts? Facts)> LookAsync(
        IForgeJanitor forge, RepositoryRef repository, TaskBranch branch, TimeSpan grace, bool again)
    {
        var task = await tasks.FindAsync(branch.TaskId, Context.CancellationToken);
        var quietSince = time.GetUtcNow() - grace;
        if (LeftoverRule.Judge(task, null, quietSince) is { } early)
        {
            return (new Leftover(branch.Name, branch.Head, null, early), null);
        }

        var facts = await forge.ExamineAsync(repository, branch, Context.CancellationToken);
        return (new Leftover(branch.Name, branch.Head, facts.PullRequest, LeftoverRule.Judge(task, facts, quietSince, again)!.Value), facts);
    }

    private Task<T> BeatingAsync<T>(Func<Task<T>> action) => ActivityFailures.MapAsync(() => heartbeats.WhileAsync(action));

    private IForgeJanitor Janitor(string forge) => Named(janitors.FirstOrDefault(one => one.Name == forge), forge);

    private static T Named<T>(T? found, string forge)
        where T : class
        => found ?? throw new ForgeException(ForgeFault.Invalid, $"The forge '{forge}' has nothing to maintain here.");

    private static string Key(RepositoryRef repository)
        => (repository.Url.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? repository.Url[..^4] : repository.Url).TrimEnd('/').ToUpperInvariant();
}
