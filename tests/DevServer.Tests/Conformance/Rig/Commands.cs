using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>Workflow task commands with the attributes every case needs; a case changes the rest.</summary>
internal static class Commands
{
    public static Command Complete(object? result = null) => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = result is null ? null : Data.List(result) },
    };

    public static Command Fail(string message = "broken", bool nonRetryable = false) => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = Failure(message, nonRetryable) },
    };

    public static Command Cancel() => new()
    {
        CommandType = CommandType.CancelWorkflowExecution,
        CancelWorkflowExecutionCommandAttributes = new(),
    };

    public static Command Timer(string id, double seconds) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = Data.Seconds(seconds) },
    };

    public static Command CancelTimer(string id) => new()
    {
        CommandType = CommandType.CancelTimer,
        CancelTimerCommandAttributes = new() { TimerId = id },
    };

    public static Command Activity(string id, string queue, Action<ScheduleActivityTaskCommandAttributes>? change = null)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new() { Name = "A" },
            TaskQueue = new() { Name = queue },
            StartToCloseTimeout = Data.Seconds(30),
            RetryPolicy = new() { MaximumAttempts = 1 },
        };
        change?.Invoke(attributes);
        return new() { CommandType = CommandType.ScheduleActivityTask, ScheduleActivityTaskCommandAttributes = attributes };
    }

    public static Command CancelActivity(long scheduledEventId) => new()
    {
        CommandType = CommandType.RequestCancelActivityTask,
        RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = scheduledEventId },
    };

    public static Command Child(string id, string queue, Action<StartChildWorkflowExecutionCommandAttributes>? change = null)
    {
        var attributes = new StartChildWorkflowExecutionCommandAttributes
        {
            WorkflowId = id,
            WorkflowType = new() { Name = "Child" },
            TaskQueue = new() { Name = queue },
        };
        change?.Invoke(attributes);
        return new() { CommandType = CommandType.StartChildWorkflowExecution, StartChildWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command Signal(string workflowId, string name, bool childOnly = false) => new()
    {
        CommandType = CommandType.SignalExternalWorkflowExecution,
        SignalExternalWorkflowExecutionCommandAttributes = new()
        {
            Execution = new() { WorkflowId = workflowId },
            SignalName = name,
            ChildWorkflowOnly = childOnly,
        },
    };

    public static Command CancelExternal(string workflowId, bool childOnly = false) => new()
    {
        CommandType = CommandType.RequestCancelExternalWorkflowExecution,
        RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = workflowId, ChildWorkflowOnly = childOnly },
    };

    public static Command ContinueAsNew(string queue, Action<ContinueAsNewWorkflowExecutionCommandAttributes>? change = null)
    {
        var attributes = new ContinueAsNewWorkflowExecutionCommandAttributes
        {
            WorkflowType = new() { Name = "T" },
            TaskQueue = new() { Name = queue },
        };
        change?.Invoke(attributes);
        return new() { CommandType = CommandType.ContinueAsNewWorkflowExecution, ContinueAsNewWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command Marker(string name, string key = "data", object? value = null) => new()
    {
        CommandType = CommandType.RecordMarker,
        RecordMarkerCommandAttributes = new() { MarkerName = name, Details = { [key] = Data.List(value) } },
    };

    public static Command Upsert(string attribute, Payload value) => new()
    {
        CommandType = CommandType.UpsertWorkflowSearchAttributes,
        UpsertWorkflowSearchAttributesCommandAttributes = new() { SearchAttributes = new() { IndexedFields = { [attribute] = value } } },
    };

    public static Command ModifyMemo(string key, object? value) => new()
    {
        CommandType = CommandType.ModifyWorkflowProperties,
        ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = new() { Fields = { [key] = Data.Json(value) } } },
    };

    /// <summary>Delivers the message with this id at this place among the commands.</summary>
    public static Command Deliver(string messageId) => new()
    {
        CommandType = CommandType.ProtocolMessage,
        ProtocolMessageCommandAttributes = new() { MessageId = messageId },
    };

    public static Failure Failure(string message = "broken", bool nonRetryable = false, string type = "") => new()
    {
        Message = message,
        Source = "conformance",
        ApplicationFailureInfo = new() { Type = type, NonRetryable = nonRetryable },
    };
}
