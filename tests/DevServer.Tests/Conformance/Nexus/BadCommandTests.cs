using Temporalio.Api.Command.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Commands about operations that fail the workflow task.</summary>
public sealed class BadCommandTests(ConformanceServer server) : NexusTest(server)
{
    private const string BadSchedule = "WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES";
    private const string BadCancel = "WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_NEXUS_OPERATION_ATTRIBUTES";

    private static readonly Dictionary<string, (Action<ScheduleNexusOperationCommandAttributes> Change, string Message)> Bad = new()
    {
        ["unknown endpoint"] = (a => a.Endpoint = "nowhere", "endpoint \"nowhere\" not found"),
        ["long service"] = (a => a.Service = new string('s', 1001), "ScheduleNexusOperationCommandAttributes.Service exceeds length limit of 1000"),
        ["long operation"] = (a => a.Operation = new string('o', 1001), "ScheduleNexusOperationCommandAttributes.Operation exceeds length limit of 1000"),
        ["negative schedule-to-close"] = (a => a.ScheduleToCloseTimeout = Data.Seconds(-1), "ScheduleNexusOperationCommandAttributes.ScheduleToCloseTimeout is invalid"),
        ["negative schedule-to-start"] = (a => a.ScheduleToStartTimeout = Data.Seconds(-1), "ScheduleNexusOperationCommandAttributes.ScheduleToStartTimeout is invalid"),
        ["negative start-to-close"] = (a => a.StartToCloseTimeout = Data.Seconds(-1), "ScheduleNexusOperationCommandAttributes.StartToCloseTimeout is invalid"),
        ["reserved header"] = (a => a.NexusHeader["Request-Timeout"] = "1s", "NexusHeader contains a disallowed header key: \"Request-Timeout\""),
        ["large header"] = (a => a.NexusHeader["h"] = new string('v', 8192), "ScheduleNexusOperationCommandAttributes.NexusHeader exceeds size limit"),
        ["system endpoint"] = (a => a.Endpoint = "__temporal_system", "service \"S\" not found"),
        ["system endpoint with header"] = (
            a => (a.Endpoint, a.NexusHeader["h"]) = ("__temporal_system", "v"), "NexusHeader must be empty when using __temporal_system endpoint"),
    };

    public static TheoryData<string> BadSchedules => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadSchedules))]
    public async Task Schedule_BadAttributes_FailTheTask(string which)
    {
        var (change, message) = Bad[which];
        var command = Schedule(await EndpointAsync(), change);

        await FailsTheTaskAsync(BadSchedule, message, command);
    }

    [Fact]
    public Task Schedule_NoAttributes_FailsTheTask() => FailsTheTaskAsync(
        BadSchedule, "empty ScheduleNexusOperationCommandAttributes", new Command { CommandType = CommandType.ScheduleNexusOperation });

    [Fact]
    public async Task Schedule_InputTooLarge_EndsTheRun()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAsync();
        var task = await NextTaskAsync();

        await FailsAsync(
            Code.InvalidArgument,
            "ScheduleNexusOperationCommandAttributes.Input exceeds size limit",
            () => CompleteAsync(task, Schedule(endpoint, a => a.Input = Data.Json(new string('i', (2 * 1024 * 1024) + 1)))));

        Assert.Equal(EventType.WorkflowExecutionTerminated, (await CloseEventAsync(run)).EventType);
    }

    [Fact]
    public async Task Schedule_TooMany_FailsTheTask()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAsync();
        var task = await NextTaskAsync();

        await FailsAsync(
            Code.InvalidArgument,
            "workflow has reached the pending nexus operation limit of 30 for this namespace",
            () => CompleteAsync(task, [.. Enumerable.Range(0, 31).Select(_ => Schedule(endpoint))]));

        Subset.Matches("""{"cause":"WORKFLOW_TASK_FAILED_CAUSE_PENDING_NEXUS_OPERATIONS_LIMIT_EXCEEDED"}""", (await HistoryAsync(run))[3].WorkflowTaskFailedEventAttributes);
    }

    [Fact]
    public Task Cancel_Unknown_FailsTheTask() => FailsTheTaskAsync(
        BadCancel, "requested cancelation for a non-existing or already completed operation with scheduled event ID of 77", RequestCancel(77));

    [Fact]
    public Task Cancel_NoAttributes_FailsTheTask() => FailsTheTaskAsync(
        BadCancel, "empty CancelNexusOperationCommandAttributes", new Command { CommandType = CommandType.RequestCancelNexusOperation });

    [Fact]
    public async Task Cancel_Twice_FailsTheTask()
    {
        var endpoint = await EndpointAsync();

        // Scheduled is event 5 of a first task.
        await FailsTheTaskAsync(
            BadCancel, "cancelation was already requested for an operation with scheduled event ID 5", Schedule(endpoint), RequestCancel(5), RequestCancel(5));
    }

    private async Task FailsTheTaskAsync(string cause, string message, params Command[] commands)
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();

        await FailsAsync(Code.InvalidArgument, message, () => CompleteAsync(task, commands));

        Subset.Matches(
            $$"""{"scheduledEventId":2,"startedEventId":3,"cause":"{{cause}}"}""", (await HistoryAsync(run))[3].WorkflowTaskFailedEventAttributes);
    }
}
