using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Presentation;
using Temporalio.Common;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>What people see: queries, search attributes and the current details of Temporal's user interface.</summary>
internal sealed partial class AgentTask
{
    [WorkflowQuery("status")]
    public AgentTaskStatus Status() => new()
    {
        TaskId = spec.TaskId,
        Title = spec.Title,
        Kind = spec.Kind,
        Repository = spec.Repository.Url,
        State = progress.State,
        Reason = progress.Ending?.Reason,
        Detail = progress.Detail,
        Attempt = progress.Attempts.Count,
        BaseCommit = progress.Place.BaseCommit,
        HeadCommit = progress.Place.HeadCommit,
        PolicyHash = progress.PolicyHash,
        Approvals = [.. progress.ValidApprovals.Select(approval => approval.By)],
        ApprovalsRequired = progress.Policy.RequiredApprovals,
        StartedAt = progress.StartedAt,
        EndedAt = progress.Ending?.At,
        Links = progress.Links,
    };

    [WorkflowQuery("budgets")]
    public BudgetStatus Budgets() => new(progress.Limits, new BudgetUse
    {
        Attempts = progress.Attempts.Count,
        FlakyReruns = progress.Reruns.Flaky.Sum(job => job.Count),
        InfraReruns = progress.Reruns.Infrastructure,
        Runtime = RuntimeUsed(),
        ChangedLines = progress.ChangedLines,
        CostUsd = progress.CostUsd,
    });

    [WorkflowQuery("attempts")]
    public IReadOnlyList<AttemptRecord> Attempts() => progress.Attempts;

    private TaskResult Result() => new(Status(), Budgets(), Attempts());

    /// <summary>Since the start, without the time that people were waited for.</summary>
    private TimeSpan RuntimeUsed()
    {
        var until = progress.Ending?.At ?? Now;
        var waiting = progress.People.WaitingSince is { } since && until > since ? until - since : TimeSpan.Zero;
        return until - progress.StartedAt - progress.People.Waited - waiting;
    }

    /// <summary>Shows a state to people and keeps the account of the time that they are waited for.</summary>
    private void Enter(TaskState state, string? detail)
    {
        var waits = state is TaskState.AwaitingApproval or TaskState.CiAwaitingApproval or TaskState.Takeover;
        var people = progress.People;
        people = people.WaitingSince is { } since && !waits
            ? people with { WaitingSince = null, Waited = people.Waited + (Now - since) }
            : people with { WaitingSince = waits ? people.WaitingSince ?? Now : null };
        progress = progress with { State = state, Detail = detail, People = people };
        Present();
    }

    private void Present()
    {
        Workflow.CurrentDetails = CurrentDetails.Of(spec, Status(), Budgets(), progress.Attempts);
        var shown = Workflow.TypedSearchAttributes;
        var updates = new List<SearchAttributeUpdate>();
        Show(SearchAttributeNames.Repository, spec.Repository.Url);
        Show(SearchAttributeNames.Kind, spec.Kind.ToKebabCase());
        Show(SearchAttributeNames.State, progress.State.ToKebabCase());
        Show(SearchAttributeNames.Attempt, (long)progress.Attempts.Count);
        if (progress.Ending is { } ending)
        {
            Show(SearchAttributeNames.Reason, ending.Reason.ToKebabCase());
        }

        if (updates.Count > 0)
        {
            Workflow.UpsertTypedSearchAttributes([.. updates]);
        }

        void Show<T>(SearchAttributeKey<T> key, T value)
            where T : notnull
        {
            if (!shown.TryGetValue(key, out var current) || !EqualityComparer<T>.Default.Equals(current, value))
            {
                updates.Add(key.ValueSet(value));
            }
        }
    }
}
