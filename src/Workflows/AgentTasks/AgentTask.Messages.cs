using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Messages;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>Signals and their update twins: the same rules and effects; a signal that does not fit is dropped, an update is refused.</summary>
internal sealed partial class AgentTask
{
    /// <summary>A hint that CI has news. It wakes the task, which then looks for itself.</summary>
    [WorkflowSignal("ci-reported")]
    public Task CiReportedAsync(CiEvent report)
    {
        if (progress.Ending is null && MessageEffects.TryRemember(progress, report.DeliveryId, out var remembered))
        {
            ciSpoke = true;
            Take(remembered with { Ci = remembered.Ci with { Looks = 0 } });
        }

        return Task.CompletedTask;
    }

    [WorkflowSignal("approve")]
    public Task ApproveAsync(Approval approval)
        => TakeOrDrop("approve", MessageRules.Refuse(progress, approval), () => MessageEffects.Approve(progress, approval));

    [WorkflowUpdate("approve-now")]
    public Task<MessageReceipt> ApproveNowAsync(Approval approval)
    {
        Take(MessageEffects.Approve(progress, approval));
        return Receipt($"Approval {progress.ValidApprovals.Count()} of {progress.Policy.RequiredApprovals} is taken.");
    }

    [WorkflowUpdateValidator(nameof(ApproveNowAsync))]
    public void ValidateApprove(Approval approval) => Insist(MessageRules.Refuse(progress, approval));

    [WorkflowSignal("reject")]
    public Task RejectAsync(Rejection rejection)
        => TakeOrDrop("reject", MessageRules.Refuse(progress, rejection), () => MessageEffects.Reject(progress, rejection));

    [WorkflowUpdate("reject-now")]
    public Task<MessageReceipt> RejectNowAsync(Rejection rejection)
    {
        Take(MessageEffects.Reject(progress, rejection));
        return Receipt(progress.AttemptLeft ? "The feedback goes to the next attempt." : "No attempt is left; the task ends.");
    }

    [WorkflowUpdateValidator(nameof(RejectNowAsync))]
    public void ValidateReject(Rejection rejection) => Insist(MessageRules.Refuse(progress, rejection));

    [WorkflowSignal("steer")]
    public Task SteerAsync(Steering steering)
        => TakeOrDrop("steer", MessageRules.Refuse(progress, steering), () => Steered(steering));

    [WorkflowUpdate("steer-now")]
    public Task<MessageReceipt> SteerNowAsync(Steering steering)
    {
        Take(Steered(steering));
        return Receipt(progress.WorkAsked ? "Another attempt will be made and told." : "The next attempt will be told, if one is needed.");
    }

    [WorkflowUpdateValidator(nameof(SteerNowAsync))]
    public void ValidateSteer(Steering steering) => Insist(MessageRules.Refuse(progress, steering));

    private TaskProgress Steered(Steering steering)
        => MessageEffects.Steer(progress, steering, !Workflow.Patched(Patches.SteeringAdvises) || steering.Rework || progress.GateOpen);

    [WorkflowSignal("pause")]
    public Task PauseAsync(PersonRequest request)
        => TakeOrDrop("pause", MessageRules.RefusePause(progress, request), () => MessageEffects.Pause(progress));

    [WorkflowUpdate("pause-now")]
    public Task<MessageReceipt> PauseNowAsync(PersonRequest request)
    {
        Take(MessageEffects.Pause(progress));
        return Receipt("The task pauses when its current step is done.");
    }

    [WorkflowUpdateValidator(nameof(PauseNowAsync))]
    public void ValidatePause(PersonRequest request) => Insist(MessageRules.RefusePause(progress, request));

    [WorkflowSignal("resume")]
    public Task ResumeAsync(PersonRequest request)
        => TakeOrDrop("resume", MessageRules.RefuseResume(progress, request), () => MessageEffects.Resume(progress));

    [WorkflowUpdate("resume-now")]
    public Task<MessageReceipt> ResumeNowAsync(PersonRequest request)
    {
        Take(MessageEffects.Resume(progress));
        return Receipt("The task goes on.");
    }

    [WorkflowUpdateValidator(nameof(ResumeNowAsync))]
    public void ValidateResume(PersonRequest request) => Insist(MessageRules.RefuseResume(progress, request));

    [WorkflowSignal("cancel")]
    public Task CancelAsync(PersonRequest request)
        => TakeOrDrop("cancel", MessageRules.RefuseCancel(progress, request), () => MessageEffects.Cancel(progress, request));

    [WorkflowUpdate("cancel-now")]
    public Task<MessageReceipt> CancelNowAsync(PersonRequest request)
    {
        Take(MessageEffects.Cancel(progress, request));
        return Receipt("The task is being cancelled.");
    }

    [WorkflowUpdateValidator(nameof(CancelNowAsync))]
    public void ValidateCancel(PersonRequest request) => Insist(MessageRules.RefuseCancel(progress, request));

    [WorkflowSignal("hand-back")]
    public Task HandBackAsync(PersonRequest request)
        => TakeOrDrop("hand-back", MessageRules.RefuseHandBack(progress, request), () => MessageEffects.HandBack(progress));

    [WorkflowUpdate("hand-back-now")]
    public Task<MessageReceipt> HandBackNowAsync(PersonRequest request)
    {
        Take(MessageEffects.HandBack(progress));
        return Receipt("The task goes on from where the branch is now.");
    }

    [WorkflowUpdateValidator(nameof(HandBackNowAsync))]
    public void ValidateHandBack(PersonRequest request) => Insist(MessageRules.RefuseHandBack(progress, request));

    private Task TakeOrDrop(string message, string? refusal, Func<TaskProgress> effect)
    {
        if (refusal is null)
        {
            Take(effect());
        }
        else
        {
            Workflow.Logger.LogInformation("Signal {Message} was dropped: {Refusal}", message, refusal);
        }

        return Task.CompletedTask;
    }

    private void Take(TaskProgress changed)
    {
        progress = changed;
        messages++;
        if (progress.People.Cancel is not null)
        {
            step?.Cancel();
        }
    }

    private Task<MessageReceipt> Receipt(string message) => Task.FromResult(new MessageReceipt(progress.State, message));

    private static void Insist(string? refusal)
    {
        if (refusal is not null)
        {
            throw new ApplicationFailureException(refusal, "message-refused", nonRetryable: true);
        }
    }
}
