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
