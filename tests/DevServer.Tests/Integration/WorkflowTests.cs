using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Integration;

public sealed class WorkflowTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private TemporalClient Client => engine.Client;

    private WorkflowOptions Options => new(Guid.NewGuid().ToString(), engine.Queue);

    [Fact]
    public async Task Execute_OneActivity_Completes()
    {
        Assert.Equal("Hello, Ada!", await Client.ExecuteWorkflowAsync((GreetWorkflow w) => w.RunAsync("Ada"), Options));
    }

    [Fact]
    public async Task Execute_ActivityThatFailsTwice_IsRetried()
    {
        Assert.Equal("attempt 3", await Client.ExecuteWorkflowAsync((RetryWorkflow w) => w.RunAsync(3), Options));
    }

    [Fact]
    public async Task Execute_Timer_FiresInTime()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("fired", await Client.ExecuteWorkflowAsync((TimerWorkflow w) => w.RunAsync(100), Options));
        Assert.InRange(watch.ElapsedMilliseconds, 100, 5000);
    }

    [Fact]
    public async Task Signal_AndQuery_SeeEachOther()
    {
        var handle = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(2), Options);
        await handle.SignalAsync(w => w.PutAsync("a"));
        Assert.Equal(1, await handle.QueryAsync(w => w.Count()));
        await handle.SignalAsync(w => w.PutAsync("b"));
        Assert.Equal("a,b", await handle.GetResultAsync());
        Assert.Equal(2, await handle.QueryAsync(w => w.Count()));
    }

    [Fact]
    public async Task SignalWithStart_Twice_ReachesOneRun()
    {
        var options = Options;
        options.SignalWithStart((MailboxWorkflow w) => w.PutAsync("first"));
        await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(2), options);
        options.SignalWithStart((MailboxWorkflow w) => w.PutAsync("second"));
        var handle = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(2), options);
        Assert.Equal("first,second", await handle.GetResultAsync());
    }

    [Fact]
    public async Task Update_ValidAndInvalid_AnswersAndRejects()
    {
        var handle = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(2), Options);
        Assert.Equal(1, await handle.ExecuteUpdateAsync(w => w.AddAsync("x")));
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync(w => w.AddAsync("")));
        Assert.Equal(2, await handle.ExecuteUpdateAsync(w => w.AddAsync("y")));
        Assert.Equal("x,y", await handle.GetResultAsync());
        var history = await handle.FetchHistoryAsync();
        Assert.Equal(2, history.Events.Count(e => e.EventType == EventType.WorkflowExecutionUpdateAccepted));
        Assert.Equal(2, history.Events.Count(e => e.EventType == EventType.WorkflowExecutionUpdateCompleted));
    }

    [Fact]
    public async Task UpdateWithStart_NewWorkflow_StartsAndUpdates()
    {
        var options = Options;
        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        var start = WithStartWorkflowOperation.Create((MailboxWorkflow w) => w.RunAsync(1), options);
        var result = await Client.ExecuteUpdateWithStartWorkflowAsync((MailboxWorkflow w) => w.AddAsync("with start"), new(start));
        Assert.Equal(1, result);
        Assert.Equal("with start", await (await start.GetHandleAsync()).GetResultAsync());
    }

    [Fact]
    public async Task Child_Completes_ParentHearsOfIt()
    {
        Assert.Equal("child said: Hello, Bob!", await Client.ExecuteWorkflowAsync((ParentWorkflow w) => w.RunAsync("Bob"), Options));
    }

    [Fact]
    public async Task ContinueAsNew_ThreeTimes_EndsInTheLastRun()
    {
        Assert.Equal("zero", await Client.ExecuteWorkflowAsync((CountdownWorkflow w) => w.RunAsync(3), Options));
    }

    [Fact]
    public async Task Cancel_RunningActivity_IsToldThroughItsHeartbeat()
    {
        var handle = await Client.StartWorkflowAsync((CancelActivityWorkflow w) => w.RunAsync(), Options);
        while ((await DescribeAsync(handle.Id)).PendingActivities is not [{ State: PendingActivityState.Started }])
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await handle.CancelAsync();
        Assert.Equal("cancelled", await handle.GetResultAsync());
    }

    private Task<Temporalio.Api.WorkflowService.V1.DescribeWorkflowExecutionResponse> DescribeAsync(string id) =>
        Client.Connection.WorkflowService.DescribeWorkflowExecutionAsync(
            new() { Namespace = "default", Execution = new() { WorkflowId = id } });

    [Fact]
    public async Task Terminate_Running_EndsWithReason()
    {
        var handle = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), Options);
        await handle.TerminateAsync("enough");
        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<TerminatedFailureException>(failure.InnerException);
        var again = await Assert.ThrowsAsync<RpcException>(() => handle.TerminateAsync());
        Assert.Equal(RpcException.StatusCode.NotFound, again.Code);
        Assert.Equal("workflow execution already completed", again.Message);
    }

    [Fact]
    public async Task LocalActivity_AndPatch_AreMarkers()
    {
        var handle = await Client.StartWorkflowAsync((LocalActivityWorkflow w) => w.RunAsync("Eve"), Options);
        Assert.Equal("Hello, Eve!", await handle.GetResultAsync());
        var history = await handle.FetchHistoryAsync();
        Assert.Equal(2, history.Events.Count(e => e.EventType == EventType.MarkerRecorded));
    }

    [Fact]
    public async Task External_SignalAndCancel_Arrive()
    {
        var mailbox = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), Options);
        var second = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), new(mailbox.Id + "-2", engine.Queue));
        await Client.ExecuteWorkflowAsync((TellWorkflow w) => w.RunAsync(mailbox.Id), Options);
        Assert.Equal("from outside", await mailbox.GetResultAsync());
        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => second.GetResultAsync());
        Assert.IsType<CanceledFailureException>(failure.InnerException);
    }

    [Fact]
    public async Task Start_SameIdWhileRunning_IsRefused()
    {
        var options = Options;
        await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), options);
        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), options));
        options.IdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting;
        var replaced = await Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(1), options);
        await replaced.SignalAsync(w => w.PutAsync("new"));
        Assert.Equal("new", await replaced.GetResultAsync());
    }

    [Fact]
    public async Task List_BySearchAttribute_FindsTheRun()
    {
        var customer = SearchAttributeKey.CreateKeyword("Customer");
        var amount = SearchAttributeKey.CreateLong("Amount");
        var name = Guid.NewGuid().ToString();
        var options = Options;
        options.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(customer, name).Set(amount, 42).ToSearchAttributeCollection();
        var handle = await Client.StartWorkflowAsync((GreetWorkflow w) => w.RunAsync("L"), options);
        await handle.GetResultAsync();
        var query = $"Customer = '{name}' AND Amount BETWEEN 40 AND 50 AND WorkflowType = 'GreetWorkflow' AND ExecutionStatus = 'Completed'";
        var found = new List<string>();
        await foreach (var execution in Client.ListWorkflowsAsync(query))
        {
            found.Add(execution.Id);
        }

        Assert.Equal([handle.Id], found);
        Assert.Equal(1, (await Client.CountWorkflowsAsync(query)).Count);
        var bad = await Assert.ThrowsAsync<RpcException>(() => Client.CountWorkflowsAsync("Nothing = 1"));
        Assert.Equal(RpcException.StatusCode.InvalidArgument, bad.Code);
    }
}
