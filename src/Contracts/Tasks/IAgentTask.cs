using BackgroundAgent.Contracts.Ci;
using Temporalio.Workflows;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>
/// One task. Every person's message is a signal (fire and forget; one that does not fit the state is dropped) and has an update twin
/// of the same name with <c>-now</c> behind it, whose validator refuses at once what does not fit and says why.
/// </summary>
[Workflow("AgentTask")]
public interface IAgentTask
{
    [WorkflowRun]
    Task<TaskResult> RunAsync(TaskInput input);

    [WorkflowSignal("ci-reported")]
    Task CiReportedAsync(CiEvent report);

    [WorkflowSignal("approve")]
    Task ApproveAsync(Approval approval);

    [WorkflowSignal("reject")]
    Task RejectAsync(Rejection rejection);

    [WorkflowSignal("steer")]
    Task SteerAsync(Steering steering);

    [WorkflowSignal("pause")]
    Task PauseAsync(PersonRequest request);

    [WorkflowSignal("resume")]
    Task ResumeAsync(PersonRequest request);

    [WorkflowSignal("cancel")]
    Task CancelAsync(PersonRequest request);

    [WorkflowSignal("hand-back")]
    Task HandBackAsync(PersonRequest request);

    [WorkflowUpdate("approve-now")]
    Task<MessageReceipt> ApproveNowAsync(Approval approval);

    [WorkflowUpdate("reject-now")]
    Task<MessageReceipt> RejectNowAsync(Rejection rejection);

    [WorkflowUpdate("steer-now")]
    Task<MessageReceipt> SteerNowAsync(Steering steering);

    [WorkflowUpdate("pause-now")]
    Task<MessageReceipt> PauseNowAsync(PersonRequest request);

    [WorkflowUpdate("resume-now")]
    Task<MessageReceipt> ResumeNowAsync(PersonRequest request);

    [WorkflowUpdate("cancel-now")]
    Task<MessageReceipt> CancelNowAsync(PersonRequest request);

    [WorkflowUpdate("hand-back-now")]
    Task<MessageReceipt> HandBackNowAsync(PersonRequest request);

    [WorkflowQuery("status")]
    AgentTaskStatus Status();

    [WorkflowQuery("budgets")]
    BudgetStatus Budgets();

    [WorkflowQuery("attempts")]
    IReadOnlyList<AttemptRecord> Attempts();
}
