using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>
/// A task that only goes through the motions. Its title is its script: <c>wait</c> waits for an approval, a rejection or a cancellation;
/// <c>end blocked</c> ends so at once; <c>again</c> continues as new first.
/// </summary>
[Workflow("AgentTask")]
public sealed class ScriptedTask : IAgentTask
{
    private TaskSpec spec = null!;
    private TaskState state = TaskState.Queued;
    private Reason? reason;
    private string? detail;
    private Approval? approved;

    [WorkflowRun]
    public async Task<TaskResult> RunAsync(TaskInput input)
    {
        spec = input.Spec;
        if (spec.Title == "again")
        {
            Enter(TaskState.Preparing);
            await Workflow.DelayAsync(TimeSpan.FromMilliseconds(10));
            var next = new TaskInput { Spec = spec with { Title = "end green" } };
            throw Workflow.CreateContinueAsNewException((IAgentTask task) => task.RunAsync(next));
        }

        if (spec.Title.StartsWith("end ", StringComparison.Ordinal))
        {
            Enter(TaskState.Patching);
            await Workflow.DelayAsync(TimeSpan.FromMilliseconds(10));
            End(Reasons.All.First(entry => entry.State.ToKebabCase() == spec.Title[4..]).Reason);
        }
        else
        {
            Enter(TaskState.AwaitingApproval);
            await Workflow.WaitConditionAsync(() => reason is not null);
        }

        return new TaskResult(Status(), Budgets(), Attempts());
    }

    [WorkflowQuery("status")]
    public AgentTaskStatus Status() => new()
    {
        TaskId = spec.TaskId,
        Title = spec.Title,
        Kind = spec.Kind,
        Repository = spec.Repository.Url,
        State = state,
        Reason = reason,
        Detail = detail,
        Attempt = 1,
        HeadCommit = Samples.Red.Commit,
        PolicyHash = "hash",
        Approvals = approved is null ? [] : [approved.By],
        ApprovalsRequired = 1,
        StartedAt = Workflow.InWorkflow ? Workflow.UtcNow : Samples.Noon,
    };

    [WorkflowQuery("budgets")]
    public BudgetStatus Budgets() => new(new BudgetLimits(), new BudgetUse { Attempts = 1 });

    [WorkflowQuery("attempts")]
    public IReadOnlyList<AttemptRecord> Attempts() => [Samples.Red with { CiLog = spec.Prompt }];

    [WorkflowSignal("ci-reported")]
    public Task CiReportedAsync(CiEvent report) => Task.CompletedTask;

    [WorkflowSignal("approve")]
    public Task ApproveAsync(Approval approval)
    {
        approved = approval;
        detail = $"approved by {approval.By} for {approval.Commit[..7]} under {approval.PolicyHash}: {approval.Comment}";
        End(Reason.CiPassedAndApproved);
        return Task.CompletedTask;
    }

    [WorkflowSignal("reject")]
    public Task RejectAsync(Rejection rejection)
    {
        detail = $"rejected by {rejection.By}: {rejection.Feedback}";
        End(Reason.RejectedByReviewer);
        return Task.CompletedTask;
    }

    [WorkflowSignal("steer")]
    public Task SteerAsync(Steering steering)
    {
        detail = $"{steering.By} says {steering.Text}";
        return Task.CompletedTask;
    }

    [WorkflowSignal("pause")]
    public Task PauseAsync(PersonRequest request) => Note("paused", request);

    [WorkflowSignal("resume")]
    public Task ResumeAsync(PersonRequest request) => Note("resumed", request);

    [WorkflowSignal("hand-back")]
    public Task HandBackAsync(PersonRequest request) => Note("handed back", request);

    [WorkflowSignal("cancel")]
    public Task CancelAsync(PersonRequest request)
    {
        End(Reason.CancelledByUser);
        return Note("cancelled", request);
    }

    [WorkflowUpdate("approve-now")]
    public Task<MessageReceipt> ApproveNowAsync(Approval approval) => AnswerAsync(ApproveAsync(approval), "approved");

    [WorkflowUpdate("reject-now")]
    public Task<MessageReceipt> RejectNowAsync(Rejection rejection) => AnswerAsync(RejectAsync(rejection), "rejected");

    [WorkflowUpdate("steer-now")]
    public Task<MessageReceipt> SteerNowAsync(Steering steering) => AnswerAsync(SteerAsync(steering), "noted");

    [WorkflowUpdate("pause-now")]
    public Task<MessageReceipt> PauseNowAsync(PersonRequest request) => AnswerAsync(PauseAsync(request), "paused");

    [WorkflowUpdateValidator(nameof(ResumeNowAsync))]
    public void CheckResume(PersonRequest request) => throw new ApplicationFailureException("the task is not paused");

    [WorkflowUpdate("resume-now")]
    public Task<MessageReceipt> ResumeNowAsync(PersonRequest request) => AnswerAsync(ResumeAsync(request), "resumed");

    [WorkflowUpdate("cancel-now")]
    public Task<MessageReceipt> CancelNowAsync(PersonRequest request) => AnswerAsync(CancelAsync(request), "cancelled");

    [WorkflowUpdate("hand-back-now")]
    public Task<MessageReceipt> HandBackNowAsync(PersonRequest request) => AnswerAsync(HandBackAsync(request), "handed back");

    private Task Note(string what, PersonRequest request)
    {
        detail = $"{what} by {request.By}: {request.Why}";
        return Task.CompletedTask;
    }

    private async Task<MessageReceipt> AnswerAsync(Task handler, string message)
    {
        await handler;
        return new MessageReceipt(state, message);
    }

    private void End(Reason ending)
    {
        reason = ending;
        Enter(ending.Entry().State);
    }

    private void Enter(TaskState next)
    {
        state = next;
        Workflow.UpsertTypedSearchAttributes(SearchAttributeNames.State.ValueSet(next.ToKebabCase()), SearchAttributeNames.Attempt.ValueSet(1));
    }
}
