namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Signals and cancel requests from one workflow to another.</summary>
public sealed class ExternalTests(ConformanceServer server) : ConformanceTest(server)
{
    private const string First = """
        WorkflowExecutionStarted
        WorkflowTaskScheduled
        WorkflowTaskStarted
        WorkflowTaskCompleted

        """;

    private string OtherId => WorkflowId + "-other";

    [Fact]
    public async Task Signal_ToRunning_IsDelivered()
    {
        var other = await StartAsync(r => (r.WorkflowId, r.TaskQueue.Name) = (OtherId, Queue + "-b"));
        var command = Commands.Signal(OtherId, "ping");
        command.SignalExternalWorkflowExecutionCommandAttributes.Input = Data.List("x");
        var run = await StartAndCompleteAsync(command);
        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$"""
            SignalExternalWorkflowExecutionInitiated {"workflowTaskCompletedEventId":4,"signalName":"ping","workflowExecution":{"workflowId":"{{{{OtherId}}}}"},"input":{"payloads":["x"]}}
            ExternalWorkflowExecutionSignaled {"initiatedEventId":5,"workflowExecution":{"workflowId":"{{{{OtherId}}}}"}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
        Subset.Matches(
            $$$$"""{"signalName":"ping","input":{"payloads":["x"]},"externalWorkflowExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"}}""",
            (await HistoryAsync(other))[^1].WorkflowExecutionSignaledEventAttributes);
    }

    [Fact]
    public async Task Signal_ToUnknown_Fails()
    {
        var run = await StartAndCompleteAsync(Commands.Signal(OtherId, "ping"));
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            SignalExternalWorkflowExecutionInitiated
            SignalExternalWorkflowExecutionFailed {"initiatedEventId":5,"cause":"SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Cancel_Running_IsDelivered()
    {
        var other = await StartAsync(r => (r.WorkflowId, r.TaskQueue.Name) = (OtherId, Queue + "-b"));
        var run = await StartAndCompleteAsync(Commands.CancelExternal(OtherId));
        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$"""
            RequestCancelExternalWorkflowExecutionInitiated {"workflowTaskCompletedEventId":4,"workflowExecution":{"workflowId":"{{{{OtherId}}}}"}}
            ExternalWorkflowExecutionCancelRequested {"initiatedEventId":5,"workflowExecution":{"workflowId":"{{{{OtherId}}}}"}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
        Subset.Matches(
            $$$$"""{"externalInitiatedEventId":5,"externalWorkflowExecution":{"workflowId":"{{{{WorkflowId}}}}"}}""",
            (await HistoryAsync(other))[^1].WorkflowExecutionCancelRequestedEventAttributes);
    }

    [Fact]
    public async Task Cancel_Unknown_Fails()
    {
        var run = await StartAndCompleteAsync(Commands.CancelExternal(OtherId));
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            RequestCancelExternalWorkflowExecutionInitiated
            RequestCancelExternalWorkflowExecutionFailed {"initiatedEventId":5,"cause":"CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Theory]
    [InlineData("signal without name", "BadSignalWorkflowExecutionAttributes")]
    [InlineData("signal without id", "BadSignalWorkflowExecutionAttributes")]
    [InlineData("signal with bad run id", "BadSignalWorkflowExecutionAttributes")]
    [InlineData("cancel without id", "BadRequestCancelExternalWorkflowExecutionAttributes")]
    public async Task Command_Incomplete_FailsTheTask(string what, string message)
    {
        await StartAsync();
        var task = await NextTaskAsync();
        var command = what switch
        {
            "signal without name" => Commands.Signal(OtherId, ""),
            "signal without id" => Commands.Signal("", "ping"),
            "cancel without id" => Commands.CancelExternal(""),
            _ => Commands.Signal(OtherId, "ping"),
        };
        if (what == "signal with bad run id")
        {
            command.SignalExternalWorkflowExecutionCommandAttributes.Execution.RunId = "nonsense";
        }

        await FailsAsync(Code.InvalidArgument, message, () => CompleteAsync(task, command));
    }
}
