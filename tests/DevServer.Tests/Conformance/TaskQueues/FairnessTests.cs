using System.Diagnostics;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.TaskQueues;

/// <summary>Fairness keys, their weights and their rate limits, where a queue is told to be fair.</summary>
public sealed class FairnessTests(OptionalServer server) : ConformanceTest(server)
{
    private static Priority For(string key, float weight = 0, int priority = 0) => new() { FairnessKey = key, FairnessWeight = weight, PriorityKey = priority };

    /// <summary>All wait in the queue before the first is taken; gives the keys in the order the tasks come.</summary>
    private async Task<List<string>> KeysAsync(params Priority[] priorities)
    {
        await ScheduleAsync(priorities);
        var keys = new List<string>();
        for (var i = 0; i < priorities.Length; i++)
        {
            keys.Add((await NextActivityAsync()).Priority.FairnessKey);
        }

        return keys;
    }

    private async Task ScheduleAsync(Priority[] priorities)
    {
        await StartAndCompleteAsync([.. priorities.Select((p, i) => Activity($"a{i}", p))]);
        await EventuallyAsync(
            () => Service.DescribeTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, TaskQueueType = TaskQueueType.Activity, ReportStats = true }, Rpc()),
            a => a.Stats?.ApproximateBacklogCount == priorities.Length);
    }

    private Command Activity(string id, Priority priority) => Commands.Activity(id, Queue, a => a.Priority = priority);

    private Task<UpdateTaskQueueConfigResponse> ConfigureAsync(Action<UpdateTaskQueueConfigRequest> change)
    {
        var request = new UpdateTaskQueueConfigRequest { Namespace = Namespace, Identity = Me, TaskQueue = Queue, TaskQueueType = TaskQueueType.Activity };
        change(request);
        return Service.UpdateTaskQueueConfigAsync(request, Rpc());
    }

    [Fact]
    public async Task Keys_OneHasMany_TheOtherDoesNotWait()
    {
        var keys = await KeysAsync(For("many"), For("many"), For("many"), For("many"), For("few"));
        Assert.True(keys.IndexOf("few") <= 1, string.Join(' ', keys));
    }

    [Fact]
    public async Task Keys_Weigh_GetMore()
    {
        var keys = await KeysAsync(For("light"), For("light"), For("light"), For("light"), For("heavy", 4), For("heavy", 4), For("heavy", 4), For("heavy", 4));
        Assert.Equal(["heavy", "heavy", "heavy"], keys[..3]);
        Assert.Equal(["light", "light", "light"], keys[5..]);
    }

    [Fact]
    public async Task Keys_WeightsOfTheQueue_CountInsteadOfTheirOwn()
    {
        await ConfigureAsync(r => r.SetFairnessWeightOverrides["heavy"] = 4);
        await EventuallyAsync(
            () => Service.DescribeTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, TaskQueueType = TaskQueueType.Activity, ReportConfig = true }, Rpc()),
            a => a.Config?.FairnessWeightOverrides.Count == 1);
        var keys = await KeysAsync(For("light"), For("light"), For("light"), For("light"), For("heavy"), For("heavy"), For("heavy"), For("heavy"));
        Assert.Equal(["heavy", "heavy", "heavy"], keys[..3]);
        Assert.Equal(["light", "light", "light"], keys[5..]);
    }

    [Fact]
    public async Task Keys_PriorityGoesFirst()
    {
        var keys = await KeysAsync(For("a", priority: 4), For("b", priority: 4), For("c", priority: 2), For("c", priority: 2));
        Assert.Equal(["c", "c"], keys[..2]);
    }

    [Fact]
    public async Task Describe_Stats_AreByPriority()
    {
        await ScheduleAsync([For("a", priority: 1), For("a", priority: 5), For("b", priority: 5)]);
        var answer = await EventuallyAsync(
            () => Service.DescribeTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, TaskQueueType = TaskQueueType.Activity, ReportStats = true }, Rpc()),
            a => a.StatsByPriorityKey.ContainsKey(5));
        Assert.Equal(
            (1L, 0L, 2L),
            (answer.StatsByPriorityKey[1].ApproximateBacklogCount, answer.StatsByPriorityKey[3].ApproximateBacklogCount, answer.StatsByPriorityKey[5].ApproximateBacklogCount));
    }

    [Fact]
    public async Task Priority_OfActivity_IsTheWorkflowsButForWhatItSets()
    {
        await StartAsync(r => r.Priority = For("tenant", 2, 5));
        await CompleteAsync(await NextTaskAsync(), Activity("a", new Priority { PriorityKey = 1 }));
        Subset.Matches("""{"priorityKey":1,"fairnessKey":"tenant","fairnessWeight":2}""", (await NextActivityAsync()).Priority);
    }

    [Fact]
    public async Task Priority_OfChild_IsTheParentsButForWhatItSets()
    {
        await StartAsync(r => r.Priority = For("tenant", 2, 5));
        await CompleteAsync(await NextTaskAsync(), Commands.Child(WorkflowId + "-c", Queue, c => c.Priority = new Priority { FairnessKey = "own" }));
        var child = (await EventuallyAsync(() => PollAsync(), t => t.WorkflowExecution?.WorkflowId == WorkflowId + "-c")).History.Events[0];
        Subset.Matches("""{"priority":{"priorityKey":5,"fairnessKey":"own","fairnessWeight":2}}""", child.WorkflowExecutionStartedEventAttributes);
    }

    [Fact]
    public async Task KeyRateLimit_HoldsTheThirdOfAKey()
    {
        await ConfigureAsync(r => r.UpdateFairnessKeyRateLimitDefault = new() { RateLimit = new() { RequestsPerSecond = 1 }, Reason = "each" });
        await EventuallyAsync(
            () => Service.DescribeTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, TaskQueueType = TaskQueueType.Activity, ReportConfig = true }, Rpc()),
            a => a.Config?.FairnessKeysRateLimitDefault?.RateLimit is not null);
        await ScheduleAsync([For("k"), For("k"), For("k"), For("k")]);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 4; i++)
        {
            await NextActivityAsync();
        }

        // Two at once, then one a second.
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1.5), $"four came within {watch.Elapsed}");
    }

    private static readonly Dictionary<string, (Priority Priority, string Message)> Refused = new()
    {
        ["negative priority"] = (new() { PriorityKey = -1 }, "priority key can't be negative"),
        ["long key"] = (new() { FairnessKey = new string('k', 65) }, "fairness key length exceeds limit"),
        ["negative weight"] = (new() { FairnessWeight = -1 }, "must be greater than zero"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Start_BadPriority_IsInvalidArgument(string name) =>
        FailsAsync(Code.InvalidArgument, Refused[name].Message, () => StartAsync(r => r.Priority = Refused[name].Priority));

    [Fact]
    public Task UpdateConfig_WeightOfNothing_IsInvalidArgument() =>
        FailsAsync(Code.InvalidArgument, "must be greater than zero", () => ConfigureAsync(r => r.SetFairnessWeightOverrides["k"] = 0));

    [Fact]
    public Task UpdateConfig_LongKey_IsInvalidArgument() =>
        FailsAsync(Code.InvalidArgument, "fairness key length exceeds limit", () => ConfigureAsync(r => r.UnsetFairnessWeightOverrides.Add(new string('k', 65))));
}
