using System.Text;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Endpoints;
using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>The commands that schedule and cancel Nexus operations.</summary>
internal sealed class NexusCommands(EndpointBook endpoints, NexusLimits limits)
{
    private const WorkflowTaskFailedCause BadSchedule = WorkflowTaskFailedCause.BadScheduleNexusOperationAttributes;
    private const WorkflowTaskFailedCause BadCancel = WorkflowTaskFailedCause.BadRequestCancelNexusOperationAttributes;
    private const string Schedules = "ScheduleNexusOperationCommandAttributes";

    public void Schedule(Run run, ScheduleNexusOperationCommandAttributes? command, long completedId)
    {
        command = command ?? throw new BadCommandException(BadSchedule, $"empty {Schedules}");
        var endpoint = Endpoint(command);
        CheckNames(command);
        CheckTimeout(command.ScheduleToCloseTimeout, "ScheduleToCloseTimeout");
        CheckTimeout(command.ScheduleToStartTimeout, "ScheduleToStartTimeout");
        CheckTimeout(command.StartToCloseTimeout, "StartToCloseTimeout");
        if (limits.Sizes.IsTooLarge(command.Input))
        {
            throw new BadCommandException(BadSchedule, $"{Schedules}.Input exceeds size limit") { EndsRun = true };
        }

        var header = Header(command);
        if (run.Nexus.Pending.Count >= limits.PendingOperations)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.PendingNexusOperationsLimitExceeded,
                $"workflow has reached the pending nexus operation limit of {limits.PendingOperations} for this namespace");
        }

        var close = ScheduleToClose(run, command);
        var attributes = new NexusOperationScheduledEventAttributes
        {
            Endpoint = command.Endpoint,
            EndpointId = endpoint.Id,
            Service = command.Service,
            Operation = command.Operation,
            Input = command.Input,
            ScheduleToCloseTimeout = close,
            ScheduleToStartTimeout = Within(command.ScheduleToStartTimeout, close),
            StartToCloseTimeout = Within(command.StartToCloseTimeout, close),
            RequestId = Guid.NewGuid().ToString(),
            WorkflowTaskCompletedEventId = completedId,
        };
        attributes.NexusHeader.Add(header);
        run.Nexus.Schedule(attributes);
    }

    public static void RequestCancel(Run run, RequestCancelNexusOperationCommandAttributes? command, long completedId)
    {
        command = command ?? throw new BadCommandException(BadCancel, "empty CancelNexusOperationCommandAttributes");
        var operation = run.Nexus.Find(command.ScheduledEventId);

        // One that ended while this task ran is no error: the workflow could not know.
        if (operation is null && !run.Buffered.Any(e => OperationEvents.EndedOperation(e) == command.ScheduledEventId))
        {
            throw new BadCommandException(
                BadCancel, $"requested cancelation for a non-existing or already completed operation with scheduled event ID of {command.ScheduledEventId}");
        }

        if (operation?.Cancellation is not null)
        {
            throw new BadCommandException(
                BadCancel, $"cancelation was already requested for an operation with scheduled event ID {command.ScheduledEventId}");
        }

        run.Nexus.RequestCancel(command.ScheduledEventId, completedId);
    }

    private Endpoint Endpoint(ScheduleNexusOperationCommandAttributes command)
    {
        if (command.Endpoint != NexusLimits.SystemEndpoint)
        {
            return endpoints.FindByName(command.Endpoint) ?? throw new BadCommandException(BadSchedule, $"endpoint \"{command.Endpoint}\" not found");
        }

        throw new BadCommandException(BadSchedule, command.NexusHeader.Count > 0
            ? $"{Schedules}.NexusHeader must be empty when using {NexusLimits.SystemEndpoint} endpoint"
            : $"service \"{command.Service}\" not found");
    }

    private void CheckNames(ScheduleNexusOperationCommandAttributes command)
    {
        if (Encoding.UTF8.GetByteCount(command.Service) > limits.ServiceName)
        {
            throw new BadCommandException(BadSchedule, $"{Schedules}.Service exceeds length limit of {limits.ServiceName}");
        }

        if (Encoding.UTF8.GetByteCount(command.Operation) > limits.OperationName)
        {
            throw new BadCommandException(BadSchedule, $"{Schedules}.Operation exceeds length limit of {limits.OperationName}");
        }
    }

    private static void CheckTimeout(Duration? timeout, string name)
    {
        if (timeout.IsNegative())
        {
            throw new BadCommandException(BadSchedule, $"{Schedules}.{name} is invalid: negative duration");
        }
    }

    /// <summary>Names in lower case, as HTTP has them.</summary>
    private Dictionary<string, string> Header(ScheduleNexusOperationCommandAttributes command)
    {
        var header = new Dictionary<string, string>(StringComparer.Ordinal);
        var size = 0;
        foreach (var (name, value) in command.NexusHeader)
        {
            var lower = name.ToLowerInvariant();
            if (NexusLimits.ReservedHeaders.Contains(lower))
            {
                throw new BadCommandException(BadSchedule, $"{Schedules}.NexusHeader contains a disallowed header key: \"{name}\"");
            }

            header[lower] = value;
            size += Encoding.UTF8.GetByteCount(lower) + Encoding.UTF8.GetByteCount(value);
        }

        return size <= limits.HeaderBytes ? header : throw new BadCommandException(BadSchedule, $"{Schedules}.NexusHeader exceeds size limit");
    }

    /// <summary>No operation outlives its run, and none is longer than the server allows.</summary>
    private Duration? ScheduleToClose(Run run, ScheduleNexusOperationCommandAttributes command)
    {
        var timeout = command.ScheduleToCloseTimeout;
        var whole = run.Facts.Started.WorkflowRunTimeout.ToSpan();
        if (whole > TimeSpan.Zero && (timeout.ToSpan() == TimeSpan.Zero || timeout.ToSpan() > whole))
        {
            timeout = run.Facts.Started.WorkflowRunTimeout;
        }

        return limits.ScheduleToClose > TimeSpan.Zero && timeout.ToSpan() > limits.ScheduleToClose ? limits.ScheduleToClose.ToProto() : timeout;
    }

    private static Duration? Within(Duration? timeout, Duration? whole) =>
        whole.ToSpan() is var limit && limit > TimeSpan.Zero && timeout.ToSpan() > limit ? whole : timeout;
}
