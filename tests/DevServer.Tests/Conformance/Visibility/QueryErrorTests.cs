namespace BackgroundAgent.DevServer.Tests.Conformance.Visibility;

/// <summary>What the filter grammar refuses, and how it says so.</summary>
public sealed class QueryErrorTests(ConformanceServer server) : ConformanceTest(server)
{
    public static TheoryData<string, string> Queries => new()
    {
        { "NoSuchAttribute = 'x'", "invalid query: invalid expression: column name 'NoSuchAttribute' is not a valid search attribute" },
        { "WorkflowId = ", "invalid query: malformed SQL query: syntax error at position" },
        { "WorkflowId", "invalid query: invalid expression: incomplete expression" },
        { "= 'x'", "invalid query: malformed SQL query: syntax error at position" },
        { "WorkflowId = 'a' AND", "invalid query: malformed SQL query: syntax error at position" },
        { "(WorkflowId = 'a'", "invalid query: malformed SQL query: syntax error at position" },
        { "WorkflowId = 'a')", "invalid query: malformed SQL query: syntax error at position" },
        { "WorkflowId == 'a'", "invalid query: malformed SQL query: syntax error at position" },
        { "WorkflowId LIKE 'a%'", "invalid query: invalid expression: invalid operator 'like' in `WorkflowId like 'a%'`" },
        { "WorkflowId ~ 'a'", "invalid query: malformed SQL query: syntax error at position" },
        { "StartTime > 'yesterday'", "invalid query: invalid expression: unable to parse datetime 'yesterday'" },
        { "CaseDatetime > 'never'", "invalid query: invalid expression: unable to parse datetime 'never'" },
        { "ExecutionStatus = 'Sleeping'", "invalid query: invalid expression: invalid ExecutionStatus value 'Sleeping'" },
        { "ExecutionDuration > 'long'", "invalid query: invalid value for search attribute ExecutionDuration: long (invalid duration)" },
        { "WorkflowId BETWEEN 'a'", "invalid query: malformed SQL query: syntax error at position" },
        { "CaseText STARTS_WITH 'a'", "invalid query: invalid expression: operator 'starts_with' not supported for Text type search attribute in `CaseText starts_with 'a'`" },
        { "CaseText > 'a'", "invalid query: invalid expression: operator '>' not supported for Text type search attribute in `CaseText > 'a'`" },
        { "WorkflowId IS 5", "invalid query: malformed SQL query: syntax error at position" },
        { "NOT WorkflowId", "invalid query: invalid expression: incomplete expression" },
        { "WorkflowId = WorkflowType", "invalid query: operation is not supported: column name on the right side of comparison expression (did you forget to quote 'WorkflowType'?)" },
        { "'a' = 'a'", "invalid query: invalid expression: must be a column name but was *sqlparser.SQLVal" },
        { "ORDER BY StartTime", "invalid query: operation is not supported: 'ORDER BY' clause" },
        { "WorkflowId = 'a' ORDER BY StartTime DESC", "invalid query: operation is not supported: 'ORDER BY' clause" },
        { "WorkflowId = 'a' LIMIT 5", "invalid query: operation is not supported: 'LIMIT' clause" },
        { "GROUP BY ExecutionStatus", "invalid query: operation is not supported: 'GROUP BY' clause" },
        { "WorkflowId = 'a' GROUP BY ExecutionStatus", "invalid query: operation is not supported: 'GROUP BY' clause" },
        { "1 = 1", "invalid query: invalid expression: must be a column name but was *sqlparser.SQLVal" },
        { "CaseKeywordList > 'a'", "invalid query: invalid expression: operator '>' not supported for KeywordList type search attribute in `CaseKeywordList > 'a'`" },
        { "WorkflowId = 'a'; DROP TABLE x", "invalid query: malformed SQL query: syntax error at position" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public Task List_BadQuery_IsInvalidArgument(string query, string message) => FailsAsync(
        Code.InvalidArgument,
        message,
        () => Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = query }, Rpc()));

    [Theory]
    [InlineData("GROUP BY WorkflowId", "invalid query: operation is not supported: 'GROUP BY' clause is only supported for ExecutionStatus")]
    [InlineData("GROUP BY NoSuchAttribute", "invalid query: invalid expression: column name 'NoSuchAttribute' is not a valid search attribute")]
    [InlineData("GROUP BY ExecutionStatus, WorkflowType", "invalid query: operation is not supported: 'GROUP BY' clause supports only a single field")]
    [InlineData("GROUP BY StartTime", "invalid query: operation is not supported: 'GROUP BY' clause is only supported for ExecutionStatus")]
    [InlineData("GROUP BY", "invalid query: malformed SQL query: syntax error at position")]
    [InlineData("NoSuchAttribute = 1", "invalid query: invalid expression: column name 'NoSuchAttribute' is not a valid search attribute")]
    public Task Count_BadQuery_IsInvalidArgument(string query, string message) => FailsAsync(
        Code.InvalidArgument,
        message,
        () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = query }, Rpc()));

    /// <summary>Nonsense that is taken all the same, and finds nothing.</summary>
    [Theory]
    [InlineData("CaseBool = 'maybe'")]
    [InlineData("CaseInt IN ('x')")]
    [InlineData("CaseInt = 'text'")]
    [InlineData("CaseDouble = 'x'")]
    [InlineData("ExecutionStatus = 99")]
    [InlineData("CaseInt STARTS_WITH 'a'")]
    [InlineData("CaseBool > true")]
    [InlineData("WorkflowId = 5")]
    [InlineData("HistoryLength = 'many'")]
    [InlineData("CaseInt = 1.5")]
    [InlineData("ExecutionStatus > 'Running'")]
    public async Task List_OddQuery_IsAccepted(string query)
    {
        var answer = await Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"TaskQueue = '{Queue}' AND ({query})" }, Rpc());
        Assert.Empty(answer.Executions);
    }
}
