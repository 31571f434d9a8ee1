using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.Maintenance;

/// <summary>Repository by repository, some at once: look, then remove what is an orphan, one after the other.</summary>
[Workflow("Janitor")]
internal sealed class Janitor : IJanitor
{
    /// <summary>Repositories that are looked at beside each other; they share the forge's rate limit.</summary>
    private const int AtOnce = 4;

    /// <summary>Orphans that the result names.</summary>
    private const int MostNamed = 200;

    /// <summary>Faults that the result names.</summary>
    private const int MostFaults = 50;

    private readonly SortedDictionary<string, int> branches = new(StringComparer.Ordinal);
    private readonly List<JanitorRemoval> orphans = [];
    private readonly List<JanitorFault> faults = [];
    private bool dryRun;
    private int repositories;
    private int removed;
    private string? note;

    [WorkflowRun]
    public async Task<JanitorResult> RunAsync(JanitorInput input)
    {
        dryRun = input.DryRun;
        var found = await Workflow.ExecuteActivityAsync(
            (IMaintenanceActivities activities) => activities.FindRepositoriesAsync(input), MaintenanceCalls.Look("repositories"));
        note = found.Note;
        var turns = new Temporalio.Workflows.Semaphore(AtOnce);
        await Workflow.WhenAllAsync(found.Repositories.Select(repository => TidyAsync(repository, input, turns)));
        return Progress();
    }

    [WorkflowQuery("progress")]
    public JanitorResult Progress() => new()
    {
        DryRun = dryRun,
        Repositories = repositories,
        Branches = new SortedDictionary<string, int>(branches, StringComparer.Ordinal),
        Orphans = [.. orphans],
        Removed = removed,
        Faults = [.. faults],
        Note = note,
    };

    /// <summary>One repository that cannot be read is a fault in the result; the others are tidied.</summary>
    private async Task TidyAsync(RepositoryRef repository, JanitorInput input, Temporalio.Workflows.Semaphore turns)
    {
        await turns.WaitAsync();
        try
        {
            var request = new FindLeftoversRequest(repository, input.Grace);
            var leftovers = await Workflow.ExecuteActivityAsync(
                (IMaintenanceActivities activities) => activities.FindLeftoversAsync(request), MaintenanceCalls.Look($"branches of {repository.Url}"));
            repositories++;
            var left = input.DryRun ? 0 : input.PerRepository;
            foreach (var leftover in leftovers)
            {
                var isOrphan = leftover.Finding == LeftoverFinding.Orphan;
                Count(repository, isOrphan && left-- > 0 ? await RemoveAsync(repository, leftover, input) : leftover, isOrphan);
            }
        }
        catch (ActivityFailureException exception) when (!TemporalException.IsCanceledException(exception))
        {
            if (faults.Count < MostFaults)
            {
                faults.Add(new JanitorFault(repository.Url, exception.InnerException?.Message ?? exception.Message));
            }
        }
        finally
        {
            turns.Release();
        }
    }

    private static Task<Leftover> RemoveAsync(RepositoryRef repository, Leftover leftover, JanitorInput input)
    {
        var request = new RemoveLeftoverRequest(repository, leftover.Branch, leftover.Head, input.Grace);
        return Workflow.ExecuteActivityAsync(
            (IMaintenanceActivities activities) => activities.RemoveLeftoverAsync(request), MaintenanceCalls.Change($"remove {leftover.Branch}"));
    }

    private void Count(RepositoryRef repository, Leftover leftover, bool wasOrphan)
    {
        var finding = leftover.Finding.ToKebabCase();
        branches[finding] = branches.GetValueOrDefault(finding) + 1;
        removed += leftover.Removed ? 1 : 0;
        if (wasOrphan && orphans.Count < MostNamed)
        {
            orphans.Add(new JanitorRemoval(repository.Url, leftover));
        }
    }
}
