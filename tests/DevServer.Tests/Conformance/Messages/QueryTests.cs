using Temporalio.Api.Query.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Messages;

public sealed class QueryTests(ConformanceServer server) : ConformanceTest(server)
{
    private Task<QueryWorkflowResponse> QueryAsync(Action<QueryWorkflowRequest>? change = null)
    {
        var request = new QueryWorkflowRequest
        {
            Namespace = Namespace,
            Execution = new() { WorkflowId = WorkflowId },
            Query = new() { QueryType = "Q", QueryArgs = Data.List("arg") },
        };
        change?.Invoke(request);
        return Service.QueryWorkflowAsync(request, Rpc());
    }

    private Task AnswerAsync(PollWorkflowTaskQueueResponse task, object result) => Service.RespondQueryTaskCompletedAsync(
        new() { Namespace = Namespace, TaskToken = task.TaskToken, CompletedType = QueryResultType.Answered, QueryResult = Data.List(result) }, Rpc());

    [Fact]
    public async Task Query_Idle_IsDirectTask()
    {
        var run = await StartAndCompleteAsync();
        var answer = QueryAsync();
        var task = await NextTaskAsync();
        Subset.Matches("""{"query":{"queryType":"Q","queryArgs":{"payloads":["arg"]}}}""", task);
        Assert.Equal(4, task.History.Events.Count);
        await AnswerAsync(task, 42);
        Subset.Matches("""{"queryResult":{"payloads":[42]}}""", await answer);
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted\nWorkflowTaskCompleted");
    }

    [Fact]
    public async Task Query_Closed_IsAnswered()
    {
        await StartAndCompleteAsync(Commands.Complete());
        var answer = QueryAsync();
        await AnswerAsync(await NextTaskAsync(), "late");
        Subset.Matches("""{"queryResult":{"payloads":["late"]}}""", await answer);
    }

    [Fact]
    public async Task Query_TaskPending_ComesWithTheTask()
    {
        await StartAndCompleteAsync();
        await SignalAsync();
        var answer = QueryAsync();
        await EventuallyAsync(async () => (await DescribeAsync(new() { WorkflowId = WorkflowId })).PendingWorkflowTask is not null, pending => pending);
        await Task.Delay(300, TestContext.Current.CancellationToken); // the query is on its way while the task waits
        var task = await NextTaskAsync();
        var query = Assert.Single(task.Queries);
        await CompleteAsync(task, r => r.QueryResults[query.Key] = new() { ResultType = QueryResultType.Answered, Answer = Data.List("with task") });
        Subset.Matches("""{"queryResult":{"payloads":["with task"]}}""", await answer);
    }

    [Fact]
    public async Task Query_WhileTaskIsOut_WaitsForIt()
    {
        await StartAndCompleteAsync();
        await SignalAsync();
        var task = await NextTaskAsync();
        var answer = QueryAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);
        await CompleteAsync(task);
        var next = await NextTaskAsync();
        if (next.Query is not null)
        {
            await AnswerAsync(next, "direct");
        }
        else
        {
            await CompleteAsync(next, r => r.QueryResults[Assert.Single(next.Queries).Key] = new() { ResultType = QueryResultType.Answered, Answer = Data.List("direct") });
        }

        Subset.Matches("""{"queryResult":{"payloads":["direct"]}}""", await answer);
    }

    [Fact]
    public async Task Query_Failed_IsInvalidArgument()
    {
        await StartAndCompleteAsync();
        var answer = QueryAsync();
        await Service.RespondQueryTaskCompletedAsync(
            new() { Namespace = Namespace, TaskToken = (await NextTaskAsync()).TaskToken, CompletedType = QueryResultType.Failed, ErrorMessage = "no such query" }, Rpc());
        await FailsAsync(Code.InvalidArgument, "no such query", () => answer);
    }

    [Theory]
    [InlineData(QueryRejectCondition.NotOpen, "completed", WorkflowExecutionStatus.Completed)]
    [InlineData(QueryRejectCondition.NotOpen, "failed", WorkflowExecutionStatus.Failed)]
    [InlineData(QueryRejectCondition.NotOpen, "terminated", WorkflowExecutionStatus.Terminated)]
    [InlineData(QueryRejectCondition.NotCompletedCleanly, "failed", WorkflowExecutionStatus.Failed)]
    [InlineData(QueryRejectCondition.NotCompletedCleanly, "terminated", WorkflowExecutionStatus.Terminated)]
    public async Task Query_RejectCondition_Rejects(QueryRejectCondition condition, string state, WorkflowExecutionStatus status)
    {
        var run = await StartAsync();
        if (state == "terminated")
        {
            await TerminateAsync(run);
        }
        else
        {
            await CompleteAsync(await NextTaskAsync(), state == "failed" ? Commands.Fail() : Commands.Complete());
        }

        var answer = await QueryAsync(r => r.QueryRejectCondition = condition);
        Assert.Equal(status, answer.QueryRejected.Status);
    }

    [Fact]
    public async Task Query_CompletedCleanly_IsNotRejected()
    {
        await StartAndCompleteAsync(Commands.Complete());
        var answer = QueryAsync(r => r.QueryRejectCondition = QueryRejectCondition.NotCompletedCleanly);
        await AnswerAsync(await NextTaskAsync(), 1);
        Assert.Null((await answer).QueryRejected);
    }

    [Fact]
    public async Task Query_BeforeFirstTask_WaitsForIt()
    {
        await StartAsync();
        var answer = QueryAsync();
        var task = await NextTaskAsync();
        if (task.Queries.Count > 0)
        {
            await CompleteAsync(task, r => r.QueryResults[task.Queries.Keys.First()] = new() { ResultType = QueryResultType.Answered, Answer = Data.List(1) });
        }
        else
        {
            await CompleteAsync(task);
            await AnswerAsync(await NextTaskAsync(), 1);
        }

        Subset.Matches("""{"queryResult":{"payloads":[1]}}""", await answer);
    }

    [Fact]
    public async Task Query_TwoAtOnce_BothAnswered()
    {
        await StartAndCompleteAsync();
        var first = QueryAsync(r => r.Query.QueryType = "one");
        var second = QueryAsync(r => r.Query.QueryType = "two");
        for (var count = 0; count < 2; count++)
        {
            var task = await NextTaskAsync();
            await AnswerAsync(task, task.Query.QueryType);
        }

        Subset.Matches("""{"queryResult":{"payloads":["one"]}}""", await first);
        Subset.Matches("""{"queryResult":{"payloads":["two"]}}""", await second);
    }

    [Fact]
    public async Task Query_WithoutQuery_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "WorkflowQuery is not set on request.", () => QueryAsync(r => r.Query = null));

    [Fact]
    public async Task Query_WithoutType_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "QueryType is not set on request.", () => QueryAsync(r => r.Query = new WorkflowQuery()));

    [Fact]
    public async Task RespondQuery_BadToken_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "Task token not set on request.",
        () => AnswerAsync(new(), 1));

    [Fact]
    public async Task RespondQuery_Twice_IsNotFound()
    {
        await StartAndCompleteAsync();
        var answer = QueryAsync();
        var task = await NextTaskAsync();
        await AnswerAsync(task, 1);
        await answer;
        await FailsAsync(Code.NotFound, "query task not found, or already expired", () => AnswerAsync(task, 1));
    }
}
