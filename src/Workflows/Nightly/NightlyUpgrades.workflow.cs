using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.Nightly;

/// <summary>
/// One night. Every repository is looked at and its groups become child tasks, some at once. The id of a task follows from what it upgrades
/// and is never used twice, so that an upgrade that was opened once, whatever came of it, is not opened again.
/// </summary>
[Workflow("NightlyUpgrades")]
internal sealed class NightlyUpgrades : INightlyUpgrades
{
    private readonly List<NightlyTask> tasks = [];
    private readonly List<NightlyFault> faults = [];

    [WorkflowRun]
    public async Task<NightlyResult> RunAsync(NightlyInput input)
    {
        await Workflow.WhenAllAsync(input.Repositories.Select(repository => UpgradeAsync(repository, input)));
        return Progress();
    }

    [WorkflowQuery("progress")]
    public NightlyResult Progress() => new() { Tasks = [.. tasks], Faults = [.. faults] };

    /// <summary>One repository that cannot be read is a fault in the result; the others have their night.</summary>
    private async Task UpgradeAsync(NightlyRepository repository, NightlyInput input)
    {
        OutdatedResult outdated;
        try
        {
            outdated = await Workflow.ExecuteActivityAsync(
                (INightlyActivities activities) => activities.FindOutdatedAsync(new FindOutdatedRequest(repository.Repository)),
                new ActivityOptions
                {
                    Summary = $"outdated dependencies of {repository.Repository.Url}",
                    StartToCloseTimeout = TimeSpan.FromMinutes(30),
                    HeartbeatTimeout = TimeSpan.FromMinutes(1),
                    RetryPolicy = new RetryPolicy { MaximumAttempts = 5 },
                });
        }
        catch (ActivityFailureException exception) when (!TemporalException.IsCanceledException(exception))
        {
            faults.Add(new NightlyFault(repository.Repository.Url, exception.InnerException?.Message ?? exception.Message));
            return;
        }

        var turns = new Temporalio.Workflows.Semaphore(Math.Max(1, input.AtOncePerRepository));
        var night = new Night(repository, input, turns);
        await Workflow.WhenAllAsync(Grouping.Group(outdated.Dependencies, repository.Rules).Select(group => RunGroupAsync(group, night)));
    }

    private async Task RunGroupAsync(UpgradeGroup group, Night night)
    {
        var spec = UpgradeTasks.Of(night.Repository, group, night.Input.RequestedBy);
        var row = tasks.Count;
        tasks.Add(new NightlyTask(spec.TaskId, spec.Repository.Url, group.Upgrades, NightlyOutcome.Postponed));
        await night.Turns.WaitAsync();
        try
        {
            // Counted when its turn comes: one that was opened in an earlier night costs nothing of this one.
            if (night.Started < night.Input.PerRepository)
            {
                night.Started++;
                tasks[row] = await RunTaskAsync(spec, tasks[row], night, started => tasks[row] = started);
            }
        }
        finally
        {
            night.Turns.Release();
        }
    }

    private static async Task<NightlyTask> RunTaskAsync(TaskSpec spec, NightlyTask task, Night night, Action<NightlyTask> report)
    {
        try
        {
            var child = await Workflow.StartChildWorkflowAsync(
                (IAgentTask agent) => agent.RunAsync(new TaskInput { Spec = spec }), Options(spec));
            report(task with { Outcome = NightlyOutcome.Running });
            var result = await child.GetResultAsync();
            return task with { Outcome = NightlyOutcome.Ended, State = result.Status.State, Reason = result.Status.Reason };
        }
        catch (WorkflowAlreadyStartedException)
        {
            night.Started--;
            return task with { Outcome = NightlyOutcome.AlreadyOpened };
        }
        catch (ChildWorkflowFailureException exception) when (!TemporalException.IsCanceledException(exception))
        {
            return task with { Outcome = NightlyOutcome.Failed };
        }
    }

    /// <summary>A task outlives the night: it may wait for an approval for longer than anybody lets a schedule run.</summary>
    private static ChildWorkflowOptions Options(TaskSpec spec) => new()
    {
        Id = Naming.WorkflowId(spec.TaskId),
        IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
        ParentClosePolicy = Temporalio.Workflows.ParentClosePolicy.Abandon,
        CancellationType = ChildWorkflowCancellationType.Abandon,
        Memo = AgentTaskStart.Memo(spec),
        TypedSearchAttributes = AgentTaskStart.SearchAttributes(spec),
        StaticSummary = AgentTaskStart.Summary(spec),
        StaticDetails = AgentTaskStart.Details(spec),
    };

    /// <summary>What the groups of one repository share.</summary>
    private sealed class Night(NightlyRepository repository, NightlyInput input, Temporalio.Workflows.Semaphore turns)
    {
        public NightlyRepository Repository => repository;

        public NightlyInput Input => input;

        public Temporalio.Workflows.Semaphore Turns => turns;

        public int Started { get; set; }
    }
}
