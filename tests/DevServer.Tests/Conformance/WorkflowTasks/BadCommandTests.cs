using Temporalio.Api.Command.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.WorkflowTasks;

/// <summary>A command the server cannot accept fails the workflow task with the cause that names the command.</summary>
public sealed class BadCommandTests(ConformanceServer server) : ConformanceTest(server)
{
    private static readonly Dictionary<string, (Func<string, Command[]> Make, WorkflowTaskFailedCause Cause, string Message)> Bad = new()
    {
        ["timer without id"] = (_ => [Commands.Timer("", 1)], WorkflowTaskFailedCause.BadStartTimerAttributes, "TimerId is not set on StartTimerCommand"),
        ["timer of negative length"] = (_ => [Commands.Timer("t", -1)], WorkflowTaskFailedCause.BadStartTimerAttributes, "An invalid StartToFireTimeout is set on StartTimerCommand"),
        ["timer id twice"] = (_ => [Commands.Timer("t", 9), Commands.Timer("t", 9)], WorkflowTaskFailedCause.StartTimerDuplicateId, "StartTimerDuplicateId"),
        ["timer without attributes"] = (_ => [new() { CommandType = CommandType.StartTimer }], WorkflowTaskFailedCause.BadStartTimerAttributes, "StartTimerCommandAttributes is not set on StartTimerCommand"),
        ["cancel of no timer"] = (_ => [Commands.CancelTimer("")], WorkflowTaskFailedCause.BadCancelTimerAttributes, "TimerId is not set on CancelTimerCommand"),
        ["cancel of unknown timer"] = (_ => [Commands.CancelTimer("zz")], WorkflowTaskFailedCause.BadCancelTimerAttributes, "zz"),
        ["activity without id"] = (q => [Commands.Activity("", q)], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "activityId is not set"),
        ["activity without type"] = (q => [Commands.Activity("a", q, a => a.ActivityType = null)], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "activityType is not set"),
        ["activity without timeouts"] = (q => [Commands.Activity("a", q, a => a.StartToCloseTimeout = null)], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "a valid StartToClose or ScheduleToCloseTimeout is not set on ScheduleActivityTaskCommand"),
        ["activity with negative timeout"] = (q => [Commands.Activity("a", q, a => a.StartToCloseTimeout = Data.Seconds(-1))], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "StartToCloseTimeout"),
        ["activity with negative heartbeat"] = (q => [Commands.Activity("a", q, a => a.HeartbeatTimeout = Data.Seconds(-1))], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "HeartbeatTimeout"),
        ["activity with bad retry policy"] = (q => [Commands.Activity("a", q, a => a.RetryPolicy = new() { BackoffCoefficient = 0.2 })], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "BackoffCoefficient"),
        ["activity id twice"] = (q => [Commands.Activity("a", q), Commands.Activity("a", q)], WorkflowTaskFailedCause.ScheduleActivityDuplicateId, "ScheduleActivityDuplicateId"),
        ["activity id too long"] = (q => [Commands.Activity(new string('a', 1001), q)], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "activityId exceeds length limit. Length=1001 Limit=1000"),
        ["cancel of unknown activity"] = (_ => [Commands.CancelActivity(99)], WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, "ScheduledEventID: 99"),
        ["cancel of no activity"] = (_ => [Commands.CancelActivity(0)], WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, "ScheduledEventId is not set"),
        ["marker without name"] = (_ => [Commands.Marker("")], WorkflowTaskFailedCause.BadRecordMarkerAttributes, "MarkerName is not set"),
        ["fail without failure"] = (_ => [new() { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() }], WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes, "Failure is not set"),
        ["complete without attributes"] = (_ => [new() { CommandType = CommandType.CompleteWorkflowExecution }], WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes, "CompleteWorkflowExecutionCommandAttributes is not set"),
        ["upsert without attributes"] = (_ => [new() { CommandType = CommandType.UpsertWorkflowSearchAttributes, UpsertWorkflowSearchAttributesCommandAttributes = new() }], WorkflowTaskFailedCause.BadSearchAttributes, "SearchAttributes is not set"),
        ["upsert of unknown attribute"] = (_ => [Commands.Upsert("NoSuchAttribute", Data.Json(1))], WorkflowTaskFailedCause.BadSearchAttributes, "NoSuchAttribute"),
        ["upsert of wrong type"] = (_ => [Commands.Upsert("CaseInt", Data.Json("x"))], WorkflowTaskFailedCause.BadSearchAttributes, "invalid value for search attribute CaseInt of type Int"),
        ["memo without fields"] = (_ => [new() { CommandType = CommandType.ModifyWorkflowProperties, ModifyWorkflowPropertiesCommandAttributes = new() }], WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "UpsertedMemo is not set"),
        ["child without type"] = (q => [Commands.Child("c", q, a => a.WorkflowType = null)], WorkflowTaskFailedCause.BadStartChildExecutionAttributes, "WorkflowType"),
        ["child with bad cron"] = (q => [Commands.Child("c", q, a => a.CronSchedule = "no")], WorkflowTaskFailedCause.BadStartChildExecutionAttributes, "CronSchedule"),
        ["child with negative timeout"] = (q => [Commands.Child("c", q, a => a.WorkflowRunTimeout = Data.Seconds(-1))], WorkflowTaskFailedCause.BadStartChildExecutionAttributes, "WorkflowRunTimeout"),
        ["continue-as-new with negative timeout"] = (q => [Commands.ContinueAsNew(q, a => a.WorkflowRunTimeout = Data.Seconds(-1))], WorkflowTaskFailedCause.BadContinueAsNewAttributes, "WorkflowRunTimeout"),
        ["unknown message"] = (_ => [Commands.Deliver("no-such-message")], WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, "no-such-message"),
    };

    public static TheoryData<string> Names => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Complete_BadCommand_FailsTheTask(string name)
    {
        var (make, cause, message) = Bad[name];
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await FailsAsync(Code.InvalidArgument, message, () => CompleteAsync(task, make(Queue)));
        var last = (await HistoryAsync(run))[3];
        Assert.Equal(EventType.WorkflowTaskFailed, last.EventType);
        Assert.Equal(cause, last.WorkflowTaskFailedEventAttributes.Cause);
        Assert.Contains(message, last.WorkflowTaskFailedEventAttributes.Failure.Message, StringComparison.Ordinal);
        await TerminateAsync(run);
    }

    [Fact]
    public async Task Complete_CommandAfterCompletion_IsRefusedWithoutTrace()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await FailsAsync(Code.InvalidArgument, "invalid command sequence: [CompleteWorkflowExecution, StartTimer], command CompleteWorkflowExecution must be the last command.", () => CompleteAsync(task, Commands.Complete(), Commands.Timer("t", 1)));
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted");
        await CompleteAsync(task, Commands.Complete());
    }

    [Fact]
    public async Task Complete_PayloadOverTheLimit_EndsTheRun()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await FailsAsync(Code.InvalidArgument, "", () => CompleteAsync(task, Commands.Marker("m", value: new string('x', (2 * 1024 * 1024) + 10))));
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted\nWorkflowTaskFailed\nWorkflowExecutionTerminated");
    }
}
