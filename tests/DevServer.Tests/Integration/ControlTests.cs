using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Integration;

public sealed class ControlTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private TemporalClient Client => engine.Client;

    private Temporalio.Client.WorkflowService Service => Client.Connection.WorkflowService;

    private WorkflowOptions Options => new(Guid.NewGuid().ToString(), engine.Queue);

    [Fact]
    public async Task Reset_ToTheFirstTask_ReappliesSignals()
    {
        var handle = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(2), Options);
        // Answered after the first task, which then ends with event 4 whatever comes next.
        await handle.QueryAsync(w => w.Count());
        await handle.SignalAsync(w => w.PutAsync("kept"));
        var response = await Service.ResetWorkflowExecutionAsync(new()
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = handle.Id },
            Reason = "again",
            WorkflowTaskFinishEventId = 4,
            RequestId = Guid.NewGuid().ToString(),
        });
        var reset = Client.GetWorkflowHandle<MailboxWorkflow, string>(handle.Id, response.RunId);
        await reset.SignalAsync(w => w.PutAsync("new"));
        Assert.Equal("kept,new", await reset.GetResultAsync());
        var failed = (await reset.FetchHistoryAsync()).Events.Single(e => e.EventType == EventType.WorkflowTaskFailed);
        Assert.Equal(WorkflowTaskFailedCause.ResetWorkflow, failed.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public async Task Delete_Closed_IsNotFoundAfterwards()
    {
        var handle = await Client.StartWorkflowAsync((GreetWorkflow w) => w.RunAsync("x"), Options);
        await handle.GetResultAsync();
        await Service.DeleteWorkflowExecutionAsync(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = handle.Id } });
        var error = await Assert.ThrowsAsync<RpcException>(() => handle.DescribeAsync());
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
    }

    [Fact]
    public async Task Pause_Workflow_HoldsItsTasks()
    {
        var handle = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), Options);
        await handle.QueryAsync(w => w.Count());
        await Service.PauseWorkflowExecutionAsync(new PauseWorkflowExecutionRequest { Namespace = "default", WorkflowId = handle.Id, Reason = "wait" });
        await handle.SignalAsync(w => w.PutAsync("late"));
        Assert.Null((await Service.DescribeWorkflowExecutionAsync(new() { Namespace = "default", Execution = new() { WorkflowId = handle.Id } })).PendingWorkflowTask);
        await Service.UnpauseWorkflowExecutionAsync(new UnpauseWorkflowExecutionRequest { Namespace = "default", WorkflowId = handle.Id });
        Assert.Equal("late", await handle.GetResultAsync());
    }

    [Fact]
    public async Task Batch_TerminateByQuery_EndsAll()
    {
        var prefix = Guid.NewGuid().ToString();
        for (var i = 0; i < 3; i++)
        {
            await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), new($"{prefix}-{i}", engine.Queue));
        }

        await Service.StartBatchOperationAsync(new()
        {
            Namespace = "default",
            JobId = prefix,
            Reason = "clean up",
            VisibilityQuery = $"WorkflowId STARTS_WITH '{prefix}'",
            TerminationOperation = new(),
        });
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<WorkflowFailedException>(() => Client.GetWorkflowHandle($"{prefix}-{i}").GetResultAsync());
        }
    }

    [Fact]
    public async Task DescribeTaskQueue_WithWorker_ShowsIt()
    {
        var response = await Service.DescribeTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = engine.Queue } });
        Assert.NotEmpty(response.Pollers);
    }

    [Fact]
    public async Task SearchAttributes_AddedByOperator_CanBeUsed()
    {
        await Client.Connection.OperatorService.AddSearchAttributesAsync(new()
        {
            Namespace = "default",
            SearchAttributes = { ["Added"] = IndexedValueType.Bool },
        });
        Assert.Equal(0, (await Client.CountWorkflowsAsync("Added = true")).Count);
    }
}
