using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using Microsoft.Extensions.Options;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace BackgroundAgent.Gateway.Signals;

/// <summary>
/// Signals through the raw call, because only it lets the caller choose the request id: the server drops a signal whose request id the run has
/// seen, so that a replayed delivery does not even reach history.
/// </summary>
internal sealed partial class TemporalTaskSignals(ITemporalClient client, IOptions<GatewayOptions> options, ILogger<TemporalTaskSignals> log) : ITaskSignals
{
    private const string SignalName = "ci-reported";

    public async Task<SignalOutcome> ReportCiAsync(string taskId, CiEvent report, CancellationToken cancellationToken)
    {
        var request = new SignalWorkflowExecutionRequest
        {
            Namespace = client.Options.Namespace,
            WorkflowExecution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = Naming.WorkflowId(taskId) },
            SignalName = SignalName,
            RequestId = report.DeliveryId,
            Identity = client.Connection.Options.Identity ?? "bgagent-gateway",
            Input = new Payloads { Payloads_ = { await client.Options.DataConverter.ToPayloadAsync(report) } },
        };
        try
        {
            await client.WorkflowService.SignalWorkflowExecutionAsync(request, Call(cancellationToken));
            return SignalOutcome.Accepted;
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return fault.Message.Contains("already completed", StringComparison.OrdinalIgnoreCase) ? SignalOutcome.TaskFinished : SignalOutcome.UnknownTask;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && IsConnection(fault))
        {
            Unavailable(taskId, fault.Message);
            return SignalOutcome.Unavailable;
        }
    }

    public async Task<SignalOutcome> StartCommandAsync(ForgeCommand command, CancellationToken cancellationToken)
    {
        var start = new WorkflowOptions(command.WorkflowId, Naming.SharedTaskQueue)
        {
            IdConflictPolicy = Temporalio.Api.Enums.V1.WorkflowIdConflictPolicy.UseExisting,
            IdReusePolicy = Temporalio.Api.Enums.V1.WorkflowIdReusePolicy.RejectDuplicate,
            Rpc = Call(cancellationToken),
        };
        try
        {
            await client.StartWorkflowAsync((IForgeCommandWorkflow workflow) => workflow.RunAsync(command), start);
            return SignalOutcome.Accepted;
        }
        catch (WorkflowAlreadyStartedException)
        {
            return SignalOutcome.Accepted;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && IsConnection(fault))
        {
            Unavailable(command.WorkflowId, fault.Message);
            return SignalOutcome.Unavailable;
        }
    }

    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.WorkflowService.GetSystemInfoAsync(new GetSystemInfoRequest(), Call(cancellationToken));
            return true;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && IsConnection(fault))
        {
            return false;
        }
    }

    /// <summary>A client that connects lazily reports a failed connect as an invalid operation.</summary>
    private static bool IsConnection(Exception fault) => fault is RpcException or InvalidOperationException or TimeoutException or OperationCanceledException;

    private RpcOptions Call(CancellationToken cancellationToken)
        => new() { Timeout = options.Value.AnswerWithin, Retry = false, CancellationToken = cancellationToken };

    [LoggerMessage(4001, LogLevel.Warning, "A signal for task {Task} could not be delivered: {Reason}")]
    private partial void Unavailable(string task, string reason);
}
