namespace BackgroundAgent.DevServer.Tests.Conformance.Visibility;

/// <summary>What the filter grammar refuses, and how it says so.</summary>
public sealed class QueryErrorTests(ConformanceServer server) : ConformanceTest(server)
{
    public static TheoryData<string, string> Queries => new()
    {
        { "ORDER BY StartTime", "invalid query: operation is not supported: 'ORDER BY' clause" },
        { "WorkflowId = 'a' ORDER BY StartTime DESC", "invalid query: operation is not supported: 'ORDER BY' clause" },
        { "WorkflowId = 'a' LIMIT 5", "invalid query: operation is not supported: 'LIMIT' clause" },
        { "GROUP BY ExecutionStatus", "invalid query: operation is not supported: 'GROUP BY' clause" },
        { "WorkflowId = 'a' GROUP BY ExecutionStatus", "invalid query: operation is not supported: 'GROUP BY' clause" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public Task List_BadQuery_IsInvalidArgument(string query, string message) => FailsAsync(
        Code.InvalidArgument,
        message,
        () => Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = query }, Rpc()));

    /// <summary>Nonsense that is taken all the same, and finds nothing.</summary>
    [Theory]
    [InlineData("ExecutionStatus > 'Running'")]
    public async Task List_OddQuery_IsAccepted(string query)
    {
        var answer = await Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"TaskQueue = '{Queue}' AND ({query})" }, Rpc());
        Assert.Empty(answer.Executions);
    }
}
