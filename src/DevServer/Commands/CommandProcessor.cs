using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Operations;
using Temporalio.Api.Protocol.V1;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>Carries out the commands and messages of a completed workflow task, in order. Needs the run's gate.</summary>
internal sealed class CommandProcessor(HistoryEngine engine, Run run, RespondWorkflowTaskCompletedRequest request, long completedId)
{
    private readonly Dictionary<string, Message> _messages = IndexMessages(request);
    private readonly UpdateMessages _updates = new(run);
    private readonly RunCloser _closer = new(engine, run);
    private readonly AttributeChecks _checks = new(engine, run);

    /// <summary>Activities that the worker runs at once, without polling for them.</summary>
    public List<Activity> EagerActivities { get; } = [];

    /// <summary>An activity was cancelled before it started; its result is in history already, so the workflow must look.</summary>
    public bool NeedsTask { get; private set; }

    /// <summary>Updates the worker refused; told to their callers after the commit.</summary>
    public IReadOnlyList<(string UpdateId, Failure Failure)> Rejections => _updates.Rejections;

    public void Process()
    {
        foreach (var command in request.Commands)
        {
            run.CommandMetadata = command.UserMetadata;
            Process(command);
            run.CommandMetadata = null;
        }

        foreach (var message in request.Messages)
        {
            if (_messages.Remove(message.Id))
            {
                _updates.Process(message);
            }
        }
    }

    private void Process(Command command)
    {
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                ScheduleActivity(command.ScheduleActivityTaskCommandAttributes ?? throw Missing(command));
                break;
            case CommandType.RequestCancelActivityTask:
                NeedsTask |= ActivityCommands.RequestCancel(run, command.RequestCancelActivityTaskCommandAttributes ?? throw Missing(command), completedId);
                break;
            case CommandType.StartTimer:
                run.Timers.Start(command.StartTimerCommandAttributes ?? throw Missing(command), completedId);
                break;
            case CommandType.CancelTimer:
                run.Timers.Cancel(command.CancelTimerCommandAttributes ?? throw Missing(command), completedId, request.Identity);
                break;
            case CommandType.RecordMarker:
                RecordCommands.Marker(run, command.RecordMarkerCommandAttributes ?? throw Missing(command), completedId, _checks);
                break;
            case CommandType.UpsertWorkflowSearchAttributes:
                RecordCommands.SearchAttributes(run, command.UpsertWorkflowSearchAttributesCommandAttributes ?? throw Missing(command), completedId, _checks);
                break;
            case CommandType.ModifyWorkflowProperties:
                RecordCommands.Memo(run, command.ModifyWorkflowPropertiesCommandAttributes ?? throw Missing(command), completedId, _checks);
                break;
            case CommandType.StartChildWorkflowExecution:
                ChildCommands.Start(run, command.StartChildWorkflowExecutionCommandAttributes ?? throw Missing(command), completedId, _checks);
                break;
            case CommandType.SignalExternalWorkflowExecution:
                var signal = command.SignalExternalWorkflowExecutionCommandAttributes ?? throw Missing(command);
                run.ExternalSignals.Initiate(signal, _checks.Namespace(signal.Namespace), completedId);
                break;
            case CommandType.RequestCancelExternalWorkflowExecution:
                var cancel = command.RequestCancelExternalWorkflowExecutionCommandAttributes ?? throw Missing(command);
                run.ExternalCancels.Initiate(cancel, _checks.Namespace(cancel.Namespace), completedId);
                break;
            case CommandType.ScheduleNexusOperation:
                engine.Nexus.Commands.Schedule(run, command.ScheduleNexusOperationCommandAttributes, completedId);
                break;
            case CommandType.RequestCancelNexusOperation:
                NexusCommands.RequestCancel(run, command.RequestCancelNexusOperationCommandAttributes, completedId);
                break;
            case CommandType.ProtocolMessage:
                ProcessMessage(command.ProtocolMessageCommandAttributes ?? throw Missing(command));
                break;
            default:
                ProcessClosing(command);
                break;
        }
    }

    private void ProcessClosing(Command command)
    {
        if (command.CommandType is not (CommandType.CompleteWorkflowExecution or CommandType.FailWorkflowExecution
            or CommandType.CancelWorkflowExecution or CommandType.ContinueAsNewWorkflowExecution))
        {
            throw new BadCommandException(WorkflowTaskFailedCause.FeatureDisabled, $"command {command.CommandType} is not supported by this server");
        }

        if (run.HasBuffered)
        {
            // The worker decided to end without having seen these events; it must look at them first.
            throw new BadCommandException(WorkflowTaskFailedCause.UnhandledCommand, "UnhandledCommand");
        }

        switch (command.CommandType)
        {
            case CommandType.CompleteWorkflowExecution:
                var complete = command.CompleteWorkflowExecutionCommandAttributes ?? throw Missing(command);
                _checks.Size(complete.Result, WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes, "CompleteWorkflowExecutionCommandAttributes.Result");
                _closer.Complete(complete.Result, completedId);
                break;
            case CommandType.FailWorkflowExecution:
                var fail = command.FailWorkflowExecutionCommandAttributes ?? throw Missing(command);
                _closer.Fail(
                    fail.Failure ?? throw new BadCommandException(
                        WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes, "Failure is not set on FailWorkflowExecutionCommand."),
                    completedId);
                break;
            case CommandType.CancelWorkflowExecution:
                _closer.Cancel((command.CancelWorkflowExecutionCommandAttributes ?? throw Missing(command)).Details, completedId);
                break;
            default:
                var next = command.ContinueAsNewWorkflowExecutionCommandAttributes ?? throw Missing(command);
                _checks.ContinueAsNew(next);
                _closer.ContinueAsNew(next, completedId, command.UserMetadata);
                break;
        }
    }

    private void ScheduleActivity(ScheduleActivityTaskCommandAttributes command)
    {
        // The worker asks for eager start only on a queue it polls itself.
        var eager = command.RequestEagerExecution && !run.Pause.IsPaused;
        var activity = ActivityCommands.Schedule(run, command, completedId, offer: !eager, _checks);
        if (eager)
        {
            run.Activities.Start(activity, request.Identity, Guid.NewGuid().ToString());
            EagerActivities.Add(activity);
        }
    }

    private void ProcessMessage(ProtocolMessageCommandAttributes command)
    {
        if (!_messages.Remove(command.MessageId, out var message))
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, $"ProtocolMessageCommand referenced absent message ID \"{command.MessageId}\"");
        }

        _updates.Process(message);
    }

    private static Dictionary<string, Message> IndexMessages(RespondWorkflowTaskCompletedRequest request)
    {
        var result = new Dictionary<string, Message>();
        foreach (var message in request.Messages)
        {
            result[message.Id] = message;
        }

        return result;
    }

    private static BadCommandException Missing(Command command) =>
        new(CommandCauses.ForMissing(command.CommandType), $"{command.CommandType}CommandAttributes is not set on {command.CommandType}Command.");
}
