namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>The three timeouts of an operation.</summary>
public sealed class TimeoutTests(ConformanceServer server) : NexusTest(server)
{
    [Fact]
    public async Task ScheduleToClose_NotStarted_TimesOut()
    {
        var run = await CallAsync(a => a.ScheduleToCloseTimeout = Data.Seconds(1));

        await TimesOutAsync(run, "TIMEOUT_TYPE_SCHEDULE_TO_CLOSE");
    }

    [Fact]
    public async Task ScheduleToClose_Started_TimesOut()
    {
        var run = await CallAsync(a => a.ScheduleToCloseTimeout = Data.Seconds(4));
        await StartedAsync(await NextNexusAsync());
        await CompleteAsync(await NextTaskAsync());

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            NexusOperationTimedOut {"scheduledEventId":5,"failure":{"nexusOperationExecutionFailureInfo":{"operationToken":"token"},"cause":{"timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_SCHEDULE_TO_CLOSE"}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task ScheduleToStart_NotStarted_TimesOut()
    {
        var run = await CallAsync(a => a.ScheduleToStartTimeout = Data.Seconds(1));

        await TimesOutAsync(run, "TIMEOUT_TYPE_SCHEDULE_TO_START");
    }

    [Fact]
    public async Task StartToClose_Started_TimesOut()
    {
        var run = await CallAsync(a => a.StartToCloseTimeout = Data.Seconds(1));
        await StartedAsync(await NextNexusAsync());
        await CompleteAsync(await NextTaskAsync());

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            NexusOperationTimedOut {"failure":{"cause":{"message":"operation timed out","timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_START_TO_CLOSE"}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Request_NotAnswered_IsTriedAgain()
    {
        // A request may take ten seconds, less one for the way back.
        var run = await CallAsync(a => a.ScheduleToStartTimeout = Data.Seconds(60));
        var first = await NextNexusAsync();

        var pending = await PendingAsync(run, p => p.Attempt == 1);

        Assert.Equal(("upstream timeout", "UPSTREAM_TIMEOUT"), (pending.LastAttemptFailure.Message, pending.LastAttemptFailure.NexusHandlerFailureInfo.Type));
        await FailsAsync(Code.NotFound, "Nexus task not found or already expired", () => SucceedAsync(first));
        await SucceedAsync(await NextNexusAsync());
        await NextTaskAsync();
    }

    private async Task TimesOutAsync(Execution run, string type)
    {
        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationTimedOut {"scheduledEventId":5,"failure":{"message":"nexus operation completed unsuccessfully","nexusOperationExecutionFailureInfo":{"service":"S"},"cause":{"message":"operation timed out","timeoutFailureInfo":{"timeoutType":"{{{{{{type}}}}}}"}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }
}
