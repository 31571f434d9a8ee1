using System.Text.Json;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>
/// One task: decide, do, decide again. What next is <see cref="NextStep"/>'s word on <see cref="TaskProgress"/>; the steps here only carry
/// it out and write down what came of it. Handlers change the progress and wake whatever waits.
/// </summary>
[Workflow("AgentTask")]
internal sealed partial class AgentTask : IAgentTask
{
    private readonly TaskSpec spec;

    /// <summary>Notices on their way to people; the task does not wait for them before its end.</summary>
    private readonly List<Task> notices = [];

    private TaskProgress progress;

    /// <summary>Ends the step that is being done.</summary>
    private CancellationTokenSource? step;

    /// <summary>Messages taken by this run; waits end when it grows.</summary>
    private int messages;

    [WorkflowInit]
    public AgentTask(TaskInput input)
    {
        spec = input.Spec;
        progress = input.Carried?.Deserialize<TaskProgress>() ?? new TaskProgress
        {
            StartedAt = Now,
            Limits = (spec.Budgets ?? new BudgetOverrides()).ApplyTo(new BudgetLimits()),
        };
    }

    private static DateTimeOffset Now => Workflow.UtcNow;

    [WorkflowRun]
    public async Task<TaskResult> RunAsync(TaskInput input)
    {
        Present();
        var runtime = WatchRuntimeAsync();
        var decision = await WorkAsync();
        await EndAsync(decision);
        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished, CancellationToken.None);
        return Result();
    }

    private async Task<Decision> WorkAsync()
    {
        while (true)
        {
            if (Workflow.CancellationToken.IsCancellationRequested && progress.People.Cancel is null)
            {
                progress = progress with { People = progress.People with { Cancel = new CancelOrder(null, null) } };
            }

            var decision = NextStep.Decide(progress);
            if (decision.Step == Step.End)
            {
                return decision;
            }

            if (Workflow.ContinueAsNewSuggested && IsWait(decision.Step))
            {
                await HandOverAsync();
            }

            try
            {
                step = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
                await DoAsync(decision);
            }
            catch (Exception exception) when (exception is not ContinueAsNewException)
            {
                progress = Faults.IsConflict(exception) && ResolvesConflicts()
                    ? progress with { Phase = Phase.Conflicted, Conflict = new Conflict(Faults.Describe(exception)) }
                    : Faults.Absorb(progress, exception, Now);
            }
            finally
            {
                step?.Dispose();
                step = null;
            }
        }
    }

    private Task DoAsync(Decision decision) => decision.Step switch
    {
        Step.Prepare => PrepareAsync(),
        Step.Patch => PatchAsync(),
        Step.Guard => GuardAsync(),
        Step.Commit => CommitAsync(),
        Step.Push => PushAsync(),
        Step.WatchCi => WatchCiAsync(),
        Step.Classify => ClassifyAsync(),
        Step.Update => UpdateBranchAsync(),
        Step.Rerun => RerunAsync(decision),
        Step.AwaitApproval => AwaitApprovalAsync(),
        Step.Publish => PublishAsync(),
        Step.AwaitHandBack => AwaitHandBackAsync(),
        Step.Pause => PauseAsync(),
        _ => throw new InvalidOperationException($"Step {decision.Step} is not a step of its own."),
    };

    /// <summary>Steps between which nothing is under way, so that another run can take over.</summary>
    private static bool IsWait(Step step) => step is Step.WatchCi or Step.AwaitApproval or Step.AwaitHandBack or Step.Pause;

    /// <summary>Continues as new, with everything known; never while a handler runs, since its caller would lose the answer.</summary>
    private async Task HandOverAsync()
    {
        await Workflow.WhenAllAsync(notices);
        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished, CancellationToken.None);
        var carried = JsonSerializer.SerializeToElement(progress);
        throw Workflow.CreateContinueAsNewException((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec, Carried = carried }));
    }

    /// <summary>The runtime budget is one timer, set anew when the policy changes it and stopped while people are waited for.</summary>
    private async Task WatchRuntimeAsync()
    {
        while (!progress.RuntimeExpired)
        {
            await Workflow.WaitConditionAsync(() => progress.People.WaitingSince is null, CancellationToken.None);
            var limit = progress.Limits.Runtime;
            var left = limit - RuntimeUsed();
            if (left <= TimeSpan.Zero)
            {
                progress = progress with { RuntimeExpired = true };
                step?.Cancel();
                return;
            }

            await Workflow.WaitConditionWithOptionsAsync(new WaitConditionOptions(
                () => progress.Limits.Runtime != limit || progress.People.WaitingSince is not null, left, "runtime budget", CancellationToken.None));
        }
    }

    /// <summary>Waits for a message, or for the given moment. False: the moment came.</summary>
    private Task<bool> WaitForMessageAsync(int seen, TimeSpan? timeout, string summary)
        => Workflow.WaitConditionWithOptionsAsync(new WaitConditionOptions(() => messages != seen, timeout, summary, step!.Token));
}
