#pragma warning disable CS0612 // older ways of versioning are still served
using Temporalio.Api.Command.V1;
using Temporalio.Api.ErrorDetails.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.TaskQueues;

/// <summary>Version sets of build ids, where a server is told to have them: what they hold, and which worker gets which task.</summary>
public sealed class VersionSetTests(OptionalServer server) : ConformanceTest(server)
{
    private Task UpdateAsync(Action<UpdateWorkerBuildIdCompatibilityRequest> change)
    {
        var request = new UpdateWorkerBuildIdCompatibilityRequest { Namespace = Namespace, TaskQueue = Queue };
        change(request);
        return Service.UpdateWorkerBuildIdCompatibilityAsync(request, Rpc());
    }

    private Task AddSetAsync(string build) => UpdateAsync(r => r.AddNewBuildIdInNewDefaultSet = build);

    private Task AddCompatibleAsync(string build, string with, bool makeDefault = false) =>
        UpdateAsync(r => r.AddNewCompatibleBuildId = new() { NewBuildId = build, ExistingCompatibleBuildId = with, MakeSetDefault = makeDefault });

    /// <summary>Sets apart by a bar, build ids by a space; the default set is last, and the default of each set too.</summary>
    private async Task<string> SetsAsync(int max = 0)
    {
        var answer = await Service.GetWorkerBuildIdCompatibilityAsync(new() { Namespace = Namespace, TaskQueue = Queue, MaxSets = max }, Rpc());
        return string.Join(" | ", answer.MajorVersionSets.Select(s => string.Join(' ', s.BuildIds)));
    }

    private Task<PollWorkflowTaskQueueResponse> PollAsync(string build, double seconds) =>
        PollAsync(seconds: seconds, change: r => r.WorkerVersionCapabilities = new() { BuildId = build, UseVersioning = true });

    private async Task<PollWorkflowTaskQueueResponse> NextOfAsync(string build)
    {
        var task = await PollAsync(build, 25);
        Assert.False(task.TaskToken.IsEmpty, $"no workflow task came for {build}");
        return task;
    }

    private Task DoneByAsync(string build, PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        CompleteAsync(task, r => r.WorkerVersionStamp = new() { BuildId = build, UseVersioning = true }, commands);

    private Command Activity(string id, bool compatible)
    {
        var command = Commands.Activity(id, Queue);
        command.ScheduleActivityTaskCommandAttributes.UseWorkflowBuildId = compatible;
        return command;
    }

    private async Task<string> ActivityOfAsync(string build)
    {
        var task = await Service.PollActivityTaskQueueAsync(
            new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, Identity = Me, WorkerVersionCapabilities = new() { BuildId = build, UseVersioning = true } }, Rpc());
        return task.ActivityId;
    }

    [Fact]
    public async Task Update_EveryOperation_OrdersTheSets()
    {
        Assert.Equal("", await SetsAsync());
        await AddSetAsync("1.0");
        await AddSetAsync("1.0");
        await AddSetAsync("2.0");
        Assert.Equal("1.0 | 2.0", await SetsAsync());
        await AddCompatibleAsync("1.1", "1.0");
        Assert.Equal("1.0 1.1 | 2.0", await SetsAsync());
        await UpdateAsync(r => r.PromoteBuildIdWithinSet = "1.0");
        Assert.Equal("1.1 1.0 | 2.0", await SetsAsync());
        await UpdateAsync(r => r.PromoteSetByBuildId = "1.1");
        Assert.Equal("2.0 | 1.1 1.0", await SetsAsync());
        await AddCompatibleAsync("2.1", "2.0", makeDefault: true);
        Assert.Equal("1.1 1.0 | 2.0 2.1", await SetsAsync());
        Assert.Equal("2.0 2.1", await SetsAsync(max: 1));
    }

    [Fact]
    public async Task Merge_KeepsThePrimarysDefault()
    {
        await AddSetAsync("1.0");
        await AddSetAsync("2.0");
        await UpdateAsync(r => r.MergeSets = new() { PrimarySetBuildId = "1.0", SecondarySetBuildId = "2.0" });
        Assert.Equal("2.0 1.0", await SetsAsync());
    }

    private static readonly Dictionary<string, (Action<UpdateWorkerBuildIdCompatibilityRequest> Change, Code Code, string Message)> Refused = new()
    {
        ["nothing"] = (_ => { }, Code.InvalidArgument, "an operation to be specified"),
        ["no queue"] = (r => (r.TaskQueue, r.PromoteSetByBuildId) = ("", "1.0"), Code.InvalidArgument, "`task_queue` to be set"),
        ["no build"] = (r => r.AddNewBuildIdInNewDefaultSet = "", Code.InvalidArgument, "`add_new_version_id_in_new_default_set` to be set"),
        ["long build"] = (r => r.AddNewBuildIdInNewDefaultSet = new string('b', 256), Code.InvalidArgument, "Worker build IDs to be no larger than 255 characters"),
        ["known build"] = (r => r.AddNewBuildIdInNewDefaultSet = "1.0", Code.InvalidArgument, "version 1.0 already exists"),
        ["unknown set"] = (r => r.PromoteSetByBuildId = "9", Code.NotFound, "targeted version 9 not found"),
        ["unknown build"] = (r => r.PromoteBuildIdWithinSet = "9", Code.NotFound, "targeted version 9 not found"),
        ["unknown compatible"] = (r => r.AddNewCompatibleBuildId = new() { NewBuildId = "3", ExistingCompatibleBuildId = "9" }, Code.NotFound, "targeted compatible_version 9 not found"),
        ["other set"] = (r => r.AddNewCompatibleBuildId = new() { NewBuildId = "2.0", ExistingCompatibleBuildId = "1.0" }, Code.InvalidArgument, "both versions exist and are incompatible"),
        ["unknown merge"] = (r => r.MergeSets = new() { PrimarySetBuildId = "1.0", SecondarySetBuildId = "9" }, Code.NotFound, "targeted secondary version 9 not found"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Update_Bad_IsRefused(string name)
    {
        await AddSetAsync("1.0");
        await AddSetAsync("2.0");
        await FailsAsync(Refused[name].Code, Refused[name].Message, () => UpdateAsync(Refused[name].Change));
    }

    [Fact]
    public async Task Start_GoesToTheDefaultSet_AndNotToUnversionedWorkers()
    {
        await AddSetAsync("1.0");
        var run = await StartAsync();
        Assert.True((await PollAsync(seconds: 3)).TaskToken.IsEmpty);
        await DoneByAsync("1.0", await NextOfAsync("1.0"), Commands.Complete());
        Subset.Matches("""{"workflowExecutionInfo":{"mostRecentWorkerVersionStamp":{"buildId":"1.0","useVersioning":true}}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Start_BeforeThereWereSets_StaysWithUnversionedWorkers()
    {
        await StartAndCompleteAsync(Commands.Timer("t", 60));
        await AddSetAsync("1.0");
        await SignalAsync();
        await NextTaskAsync();
    }

    [Fact]
    public async Task Run_StaysWithItsSet_WhenAnotherBecomesTheDefault()
    {
        await AddSetAsync("1.0");
        await StartAsync();
        await DoneByAsync("1.0", await NextOfAsync("1.0"), Commands.Timer("t", 60));
        await AddSetAsync("2.0");
        await SignalAsync();
        Assert.True((await PollAsync("2.0", 3)).TaskToken.IsEmpty);
        await NextOfAsync("1.0");
    }

    [Fact]
    public async Task Run_GoesOnWithACompatibleBuild_AndTheOlderIsTurnedAway()
    {
        await AddSetAsync("1.0");
        await StartAsync();
        await DoneByAsync("1.0", await NextOfAsync("1.0"), Commands.Timer("t", 60));
        await AddCompatibleAsync("1.1", "1.0");
        await SignalAsync();
        await NextOfAsync("1.1");
        var failure = await FailsAsync(Code.OutOfRange, "Task queue has a newer compatible build: \"1.1\"", () => PollAsync("1.0", 5));
        Assert.Equal("1.1", Detail<NewerBuildExistsFailure>(failure).DefaultBuildId);
    }

    [Theory]
    [InlineData(true, "1.0")]
    [InlineData(false, "2.0")]
    public async Task ContinueAsNew_InheritsTheSetIfAsked(bool inherit, string build)
    {
        await AddSetAsync("1.0");
        await StartAsync();
        var task = await NextOfAsync("1.0");
        await AddSetAsync("2.0");
        await DoneByAsync("1.0", task, new Command
        {
            CommandType = CommandType.ContinueAsNewWorkflowExecution,
            ContinueAsNewWorkflowExecutionCommandAttributes = new() { WorkflowType = new() { Name = "T" }, TaskQueue = new() { Name = Queue }, InheritBuildId = inherit },
        });
        Assert.Equal(WorkflowId, (await NextOfAsync(build)).WorkflowExecution.WorkflowId);
    }

    [Theory]
    [InlineData(true, "1.0")]
    [InlineData(false, "2.0")]
    public async Task Child_InheritsTheSetIfAsked(bool inherit, string build)
    {
        await AddSetAsync("1.0");
        await StartAsync();
        var task = await NextOfAsync("1.0");
        await AddSetAsync("2.0");
        await DoneByAsync("1.0", task, Commands.Child(WorkflowId + "-c", Queue, c => c.InheritBuildId = inherit));
        var found = await EventuallyAsync(() => PollAsync(build, 25), t => t.WorkflowExecution?.WorkflowId == WorkflowId + "-c");
        Assert.Equal("Child", found.WorkflowType.Name);
    }

    [Fact]
    public async Task Activity_FollowsItsWorkflow_OrTheDefault()
    {
        await AddSetAsync("1.0");
        await StartAsync();
        var task = await NextOfAsync("1.0");
        await AddSetAsync("2.0");
        await DoneByAsync("1.0", task, Activity("compatible", true), Activity("independent", false));
        Assert.Equal(("compatible", "independent"), (await ActivityOfAsync("1.0"), await ActivityOfAsync("2.0")));
    }

    [Fact]
    public async Task Reachability_OfTheDefault_IsNewWorkflows_OfAnOlderBuildNothing()
    {
        await AddSetAsync("1.0");
        await AddCompatibleAsync("1.1", "1.0");
        var answer = await Service.GetWorkerTaskReachabilityAsync(new() { Namespace = Namespace, BuildIds = { "1.1", "1.0" }, TaskQueues = { Queue } }, Rpc());
        Assert.Equal([TaskReachability.NewWorkflows], answer.BuildIdReachability[0].TaskQueueReachability[0].Reachability);
        Assert.Empty(answer.BuildIdReachability[1].TaskQueueReachability[0].Reachability);
    }

    [Fact]
    public async Task Reachability_OfNothing_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument, "Must query at least one build ID", () => Service.GetWorkerTaskReachabilityAsync(new() { Namespace = Namespace }, Rpc()));
}
