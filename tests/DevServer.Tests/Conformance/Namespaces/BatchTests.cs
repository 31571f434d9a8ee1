#pragma warning disable CS0612 // the old list of executions is still served
using Temporalio.Api.Batch.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Namespaces;

/// <summary>Batch operations over runs named or found by a query.</summary>
public sealed class BatchTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Job { get; } = Unique("job");

    private StartBatchOperationRequest Request(Action<StartBatchOperationRequest> change)
    {
        var request = new StartBatchOperationRequest { Namespace = Namespace, JobId = Job, Reason = "batch" };
        change(request);
        return request;
    }

    private Task StartJobAsync(Action<StartBatchOperationRequest> change) => Service.StartBatchOperationAsync(Request(change), Rpc());

    private async Task<List<Execution>> TwoRunsAsync()
    {
        var runs = new List<Execution>
        {
            await StartAsync(r => r.WorkflowId = WorkflowId + "-1"),
            await StartAsync(r => r.WorkflowId = WorkflowId + "-2"),
        };
        await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"TaskQueue = '{Queue}'" }, Rpc()),
            a => a.Count == 2);
        return runs;
    }

    private Task<DescribeBatchOperationResponse> DoneAsync() => EventuallyAsync(
        () => Service.DescribeBatchOperationAsync(new() { Namespace = Namespace, JobId = Job }, Rpc()),
        a => a.State == BatchOperationState.Completed);

    [Fact]
    public async Task Terminate_ByQuery_EndsAll()
    {
        var runs = await TwoRunsAsync();
        await StartJobAsync(r => (r.VisibilityQuery, r.TerminationOperation) = ($"TaskQueue = '{Queue}'", new() { Identity = Me }));
        var done = await DoneAsync();
        Assert.Equal((2L, 2L, 0L, BatchOperationType.Terminate), (done.TotalOperationCount, done.CompleteOperationCount, done.FailureOperationCount, done.OperationType));
        foreach (var run in runs)
        {
            var last = (await HistoryAsync(run))[^1].WorkflowExecutionTerminatedEventAttributes;
            Assert.Equal("batch", last.Reason);
        }
    }

    [Fact]
    public async Task Signal_ByExecutions_ReachesAll()
    {
        var runs = await TwoRunsAsync();
        await StartJobAsync(r =>
        {
            r.Executions.Add(runs);
            r.SignalOperation = new() { Signal = "B", Input = Data.List("x"), Identity = Me };
        });
        await DoneAsync();
        foreach (var run in runs)
        {
            Subset.Matches("""{"signalName":"B","input":{"payloads":["x"]}}""", (await HistoryAsync(run))[^1].WorkflowExecutionSignaledEventAttributes);
        }
    }

    [Fact]
    public async Task Cancel_ByQuery_RequestsIt()
    {
        var runs = await TwoRunsAsync();
        await StartJobAsync(r => (r.VisibilityQuery, r.CancellationOperation) = ($"TaskQueue = '{Queue}'", new() { Identity = Me }));
        await DoneAsync();
        foreach (var run in runs)
        {
            Assert.Equal(EventType.WorkflowExecutionCancelRequested, (await HistoryAsync(run))[^1].EventType);
        }
    }

    [Fact]
    public async Task Delete_ByExecutions_Removes()
    {
        var runs = await TwoRunsAsync();
        await StartJobAsync(r =>
        {
            r.Executions.Add(runs);
            r.DeletionOperation = new() { Identity = Me };
        });
        await DoneAsync();
        await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"TaskQueue = '{Queue}'" }, Rpc()),
            a => a.Count == 0);
    }

    [Fact]
    public async Task Reset_ToFirstTask_MakesNewRuns()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await StartJobAsync(r =>
        {
            r.Executions.Add(run);
            r.ResetOperation = new() { Identity = Me, Options = new() { FirstWorkflowTask = new() } };
        });
        await DoneAsync();
        var current = await DescribeAsync(new() { WorkflowId = WorkflowId });
        Assert.NotEqual(run.RunId, current.WorkflowExecutionInfo.Execution.RunId);
    }

    [Fact]
    public async Task UpdateWorkflowOptions_SetsPriority()
    {
        var runs = await TwoRunsAsync();
        await StartJobAsync(r =>
        {
            r.Executions.Add(runs);
            r.UpdateWorkflowOptionsOperation = new()
            {
                Identity = Me,
                WorkflowExecutionOptions = new() { VersioningOverride = new() { AutoUpgrade = true } },
                UpdateMask = new() { Paths = { "versioning_override" } },
            };
        });
        Assert.Equal(BatchOperationType.UpdateExecutionOptions, (await DoneAsync()).OperationType);
        foreach (var run in runs)
        {
            Subset.Matches("""{"versioningOverride":{"autoUpgrade":true}}""", (await HistoryAsync(run))[^1].WorkflowExecutionOptionsUpdatedEventAttributes);
        }
    }

    [Fact]
    public async Task UpdateActivityOptions_OfAType_ChangesThem()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await StartJobAsync(r =>
        {
            r.Executions.Add(run);
            r.UpdateActivityOptionsOperation = new()
            {
                Identity = Me,
                Type = "A",
                ActivityOptions = new() { StartToCloseTimeout = Data.Seconds(77) },
                UpdateMask = new() { Paths = { "start_to_close_timeout" } },
            };
        });
        Assert.Equal((BatchOperationType.UpdateActivityOptions, 1L), ((await DoneAsync()).OperationType, (await DoneAsync()).CompleteOperationCount));
        Assert.Equal(77, (await DescribeAsync(run)).PendingActivities[0].ActivityOptions.StartToCloseTimeout.Seconds);
    }

    [Fact]
    public async Task ResetActivities_OfAType_BeginAgain()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(600) }));
        await FailActivityAsync(await NextActivityAsync());
        Assert.Equal(2, (await DescribeAsync(run)).PendingActivities[0].Attempt);
        await StartJobAsync(r =>
        {
            r.Executions.Add(run);
            r.ResetActivitiesOperation = new() { Identity = Me, Type = "A" };
        });
        Assert.Equal(BatchOperationType.ResetActivity, (await DoneAsync()).OperationType);
        Assert.Equal(1, (await NextActivityAsync()).Attempt);
    }

    [Fact]
    public async Task UnpauseActivities_OfAType_LetsThemGo()
    {
        // The type alone chooses, so no other case may have it.
        var type = Unique("type");
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.ActivityType = new() { Name = type }));
        await Service.PauseActivityAsync(new() { Namespace = Namespace, Execution = run, Id = "a", Identity = Me }, Rpc());

        // What is paused is found by visibility, which on some servers follows later.
        await EventuallyAsync(
            async () =>
            {
                var job = Unique("job");
                await StartJobAsync(r => (r.JobId, r.VisibilityQuery, r.UnpauseActivitiesOperation) = (job, $"TaskQueue = '{Queue}'", new() { Identity = Me, Type = type }));
                await EventuallyAsync(() => Service.DescribeBatchOperationAsync(new() { Namespace = Namespace, JobId = job }, Rpc()), a => a.State == BatchOperationState.Completed);
                return await DescribeAsync(run);
            },
            d => !d.PendingActivities[0].Paused);
        await NextActivityAsync();
    }

    [Fact]
    public async Task Terminate_Finished_IsNoFailure()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        await StartJobAsync(r =>
        {
            r.Executions.Add(run);
            r.TerminationOperation = new();
        });
        var done = await DoneAsync();
        Assert.Equal((1L, 0L), (done.CompleteOperationCount, done.FailureOperationCount));
    }

    [Fact]
    public async Task Stop_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound, "", () => Service.StopBatchOperationAsync(new() { Namespace = Namespace, JobId = "nothing", Reason = "r", Identity = Me }, Rpc()));

    [Fact]
    public async Task Stop_Finished_IsNotFound()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        await StartJobAsync(r =>
        {
            r.Executions.Add(run);
            r.TerminationOperation = new();
        });
        await DoneAsync();
        await FailsAsync(
            Code.NotFound,
            "workflow execution already completed",
            () => Service.StopBatchOperationAsync(new() { Namespace = Namespace, JobId = Job, Reason = "r", Identity = Me }, Rpc()));
    }

    [Fact]
    public async Task List_HasIt()
    {
        await TwoRunsAsync();
        await StartJobAsync(r => (r.VisibilityQuery, r.TerminationOperation) = ($"TaskQueue = '{Queue}'", new()));
        await EventuallyAsync(
            () => Service.ListBatchOperationsAsync(new() { Namespace = Namespace, PageSize = 100 }, Rpc()),
            a => a.OperationInfo.Any(o => o.JobId == Job));
    }

    [Fact]
    public async Task Describe_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound, "", () => Service.DescribeBatchOperationAsync(new() { Namespace = Namespace, JobId = "nothing" }, Rpc()));

    private static readonly Dictionary<string, (Action<StartBatchOperationRequest> Change, string Message)> Refused = new()
    {
        ["no job id"] = (r => r.JobId = "", "JobId is not set on request."),
        ["no reason"] = (r => r.Reason = "", "must provide required parameters"),
        ["no filter"] = (r => r.VisibilityQuery = "", "must provide required parameters"),
        ["bad query"] = (r => r.VisibilityQuery = "()", "invalid visibility query: syntax error at position"),
        ["no operation"] = (r => r.ClearOperation(), "must provide required parameters"),
        ["reset without target"] = (r => r.ResetOperation = new() { Options = new() }, "batch reset missing target"),
        ["reset without type"] = (r => r.ResetOperation = new(), "unknown batch reset type"),
        ["unpause nothing"] = (r => r.UnpauseActivitiesOperation = new(), "activity filter must be set"),
        ["unpause no type"] = (r => r.UnpauseActivitiesOperation = new() { Type = "" }, "Either activity type must be set, or match all should be set to true"),
        ["reset no activities"] = (r => r.ResetActivitiesOperation = new(), "must provide ActivityType or MatchAll"),
        ["update to nothing"] = (r => r.UpdateActivityOptionsOperation = new() { Type = "A" }, "Either activity type must be set, or restore original should be set to true"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Start_BadRequest_IsInvalidArgument(string name) => FailsAsync(Code.InvalidArgument, Refused[name].Message, () => StartJobAsync(r =>
    {
        (r.VisibilityQuery, r.TerminationOperation) = ($"TaskQueue = '{Queue}'", new BatchOperationTermination());
        Refused[name].Change(r);
    }));
}
