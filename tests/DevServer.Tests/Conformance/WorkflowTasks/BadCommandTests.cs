using Temporalio.Api.Command.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.WorkflowTasks;

/// <summary>A command the server cannot accept fails the workflow task with the cause that names the command.</summary>
public sealed class BadCommandTests(ConformanceServer server) : ConformanceTest(server)
{
    private static readonly Dictionary<string, (Func<string, Command[]> Make, WorkflowTaskFailedCause Cause, string Message)> Bad = new()
    {
        ["timer without id"] = (_ => [Commands.Timer("", 1)], WorkflowTaskFailedCause.BadStartTimerAttributes, "TimerId is not set on StartTimerCommand"),
        ["timer id twice"] = (_ => [Commands.Timer("t", 9), Commands.Timer("t", 9)], WorkflowTaskFailedCause.StartTimerDuplicateId, "StartTimerDuplicateId"),
        ["cancel of unknown timer"] = (_ => [Commands.CancelTimer("zz")], WorkflowTaskFailedCause.BadCancelTimerAttributes, "zz"),
        ["activity with bad retry policy"] = (q => [Commands.Activity("a", q, a => a.RetryPolicy = new() { BackoffCoefficient = 0.2 })], WorkflowTaskFailedCause.BadScheduleActivityAttributes, "BackoffCoefficient"),
        ["activity id twice"] = (q => [Commands.Activity("a", q), Commands.Activity("a", q)], WorkflowTaskFailedCause.ScheduleActivityDuplicateId, "ScheduleActivityDuplicateId"),
        ["marker without name"] = (_ => [Commands.Marker("")], WorkflowTaskFailedCause.BadRecordMarkerAttributes, "MarkerName is not set"),
        ["fail without failure"] = (_ => [new() { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() }], WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes, "Failure is not set"),
        ["complete without attributes"] = (_ => [new() { CommandType = CommandType.CompleteWorkflowExecution }], WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes, "CompleteWorkflowExecutionCommandAttributes is not set"),
        ["upsert of unknown attribute"] = (_ => [Commands.Upsert("NoSuchAttribute", Data.Json(1))], WorkflowTaskFailedCause.BadSearchAttributes, "NoSuchAttribute"),
        ["upsert of wrong type"] = (_ => [Commands.Upsert("CaseInt", Data.Json("x"))], WorkflowTaskFailedCause.BadSearchAttributes, "invalid value for search attribute CaseInt of type Int"),
        ["memo without fields"] = (_ => [new() { CommandType = CommandType.ModifyWorkflowProperties, ModifyWorkflowPropertiesCommandAttributes = new() }], WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "UpsertedMemo is not set"),
        ["child without type"] = (q => [Commands.Child("c", q, a => a.WorkflowType = null)], WorkflowTaskFailedCause.BadStartChildExecutionAttributes, "WorkflowType"),
        ["child with bad cron"] = (q => [Commands.Child("c", q, a => a.CronSchedule = "no")], WorkflowTaskFailedCause.BadStartChildExecutionAttributes, "CronSchedule"),
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
    public async Task Complete_PayloadOverTheLimit_EndsTheRun()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await FailsAsync(Code.InvalidArgument, "", () => CompleteAsync(task, Commands.Marker("m", value: new string('x', (2 * 1024 * 1024) + 10))));
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted\nWorkflowTaskFailed\nWorkflowExecutionTerminated");
    }
}
