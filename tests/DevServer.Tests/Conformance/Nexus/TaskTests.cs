#pragma warning disable CS0612 // what older SDKs send is still served
using Google.Protobuf;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Nexus tasks, as workers poll for and answer them.</summary>
public sealed class TaskTests(ConformanceServer server) : NexusTest(server)
{
    [Fact]
    public async Task Poll_NothingThere_IsEmpty() => Assert.True((await PollNexusAsync(seconds: 3)).TaskToken.IsEmpty);

    [Fact]
    public Task Poll_NoQueue_IsRefused() => FailsAsync(
        Code.InvalidArgument, "taskQueue is not set", () => Service.PollNexusTaskQueueAsync(new() { Namespace = Namespace }, Rpc()));

    [Fact]
    public Task Poll_UnknownNamespace_IsNotFound() => FailsAsync(
        Code.NotFound, "nowhere", () => Service.PollNexusTaskQueueAsync(new() { Namespace = "nowhere", TaskQueue = new() { Name = HandlerQueue } }, Rpc()));

    [Fact]
    public async Task Respond_Twice_IsNotFound()
    {
        await CallAsync();
        var task = await NextNexusAsync();
        await SucceedAsync(task);

        await FailsAsync(Code.NotFound, "Nexus task not found or already expired", () => SucceedAsync(task));
        await FailsAsync(Code.NotFound, "Nexus task not found or already expired", () => RefuseAsync(task, "INTERNAL"));
    }

    [Fact]
    public async Task Respond_AsyncWithoutToken_IsRefused()
    {
        await CallAsync();
        var task = await NextNexusAsync();

        await FailsAsync(Code.InvalidArgument, "missing opration token in response", () => StartedAsync(task, ""));
        await FailsAsync(Code.InvalidArgument, "operation token length exceeds allowed limit (4097/4096)", () => StartedAsync(task, new string('t', 4097)));
        await StartedAsync(task, new string('t', 4096));
    }

    [Fact]
    public async Task Respond_BadToken_IsRefused()
    {
        await FailsAsync(
            Code.InvalidArgument,
            "",
            () => Service.RespondNexusTaskCompletedAsync(new() { Namespace = Namespace, TaskToken = ByteString.CopyFromUtf8("nonsense"), Response = new() }, Rpc()));
        await FailsAsync(Code.InvalidArgument, "", () => Service.RespondNexusTaskFailedAsync(new() { Namespace = Namespace }, Rpc()));
    }

    [Fact]
    public async Task Fail_WithoutError_IsRefused()
    {
        await CallAsync();
        var task = await NextNexusAsync();

        await FailsAsync(
            Code.InvalidArgument,
            "request must contain error or failure",
            () => Service.RespondNexusTaskFailedAsync(new() { Namespace = Namespace, TaskToken = task.TaskToken }, Rpc()));
        await FailsAsync(
            Code.InvalidArgument,
            "request Failure must contain error or failure with NexusHandlerFailureInfo",
            () => Service.RespondNexusTaskFailedAsync(new() { Namespace = Namespace, TaskToken = task.TaskToken, Failure = Commands.Failure() }, Rpc()));
        await FailsAsync(
            Code.InvalidArgument,
            "failure details must be JSON serializable",
            () => Service.RespondNexusTaskFailedAsync(
                new() { Namespace = Namespace, TaskToken = task.TaskToken, Error = new() { Failure = new() { Details = ByteString.CopyFromUtf8("{") } } }, Rpc()));
        await SucceedAsync(task);
    }

    [Fact]
    public async Task Describe_QueueThatIsPolled_ShowsThePoller()
    {
        await CallAsync();
        await SucceedAsync(await NextNexusAsync());

        await EventuallyAsync(
            () => Service.DescribeTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = HandlerQueue }, TaskQueueType = TaskQueueType.Nexus }, Rpc()),
            d => d.Pollers.Any(p => p.Identity == Me));
    }
}
