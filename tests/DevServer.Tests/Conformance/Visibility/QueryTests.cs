using Temporalio.Api.Common.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Visibility;

/// <summary>What queries find. Each case makes three runs of its own and looks only among them.</summary>
public sealed class QueryTests(ConformanceServer server) : ConformanceTest(server)
{
    public static TheoryData<string, string> Found => new()
    {
        { "CaseInt = 1", "a" },
        { "CaseInt != 1", "b" },
        { "CaseInt > 1", "b" },
        { "CaseInt >= 1", "ab" },
        { "CaseInt < 2", "a" },
        { "CaseInt <= 2", "ab" },
        { "CaseInt IN (1, 2)", "ab" },
        { "CaseInt NOT IN (1, 5)", "b" },
        { "CaseInt BETWEEN 2 AND 3", "b" },
        { "CaseInt NOT BETWEEN 2 AND 3", "a" },
        { "CaseInt IS NULL", "c" },
        { "CaseInt IS NOT NULL", "ab" },
        { "CaseKeyword = 'one'", "a" },
        { "CaseKeyword != 'one'", "b" },
        { "CaseKeyword STARTS_WITH 'on'", "a" },
        { "CaseKeyword NOT STARTS_WITH 'on'", "b" },
        { "CaseKeyword IN ('one', 'two')", "ab" },
        { "CaseKeyword > 'one'", "b" },
        { "CaseKeyword = \"one\"", "a" },
        { "CaseText = 'quick'", "a" },
        { "CaseText = 'dog'", "ab" },
        { "CaseDouble > 1.2", "b" },
        { "CaseDouble = 1.1", "a" },
        { "CaseBool = true", "a" },
        { "CaseBool = false", "b" },
        { "CaseBool != true", "b" },
        { "CaseDatetime > '2024-06-01T00:00:00Z'", "b" },
        { "CaseDatetime BETWEEN '2024-01-01T00:00:00Z' AND '2024-02-01T00:00:00Z'", "a" },
        { "CaseKeywordList = 'x'", "a" },
        { "CaseKeywordList = 'y'", "ab" },
        { "CaseKeywordList IN ('x', 'z')", "ab" },
        { "CaseKeywordList != 'x'", "bc" },
        { "CaseInt = 1 OR CaseInt = 2", "ab" },
        { "CaseInt = 1 AND CaseKeyword = 'two'", "" },
        { "NOT CaseInt = 1", "b" },
        { "NOT (CaseInt = 1 OR CaseInt = 2)", "" },
        { "(CaseInt = 1 OR CaseInt IS NULL) AND ExecutionStatus = 'Running'", "a" },
        { "ExecutionStatus = 'Terminated'", "c" },
        { "ExecutionStatus = 1", "ab" },
        { "ExecutionStatus != 'Running'", "c" },
        { "ExecutionStatus IN ('Running', 'Terminated')", "abc" },
        { "CloseTime IS NULL", "ab" },
        { "CloseTime IS NOT NULL", "c" },
        { "StartTime > '2020-01-01T00:00:00Z'", "abc" },
        { "StartTime < '2020-01-01T00:00:00Z'", "" },
        { "ExecutionTime > '2020-01-01T00:00:00Z'", "abc" },
        { "HistoryLength = 3", "c" },
        { "HistoryLength IS NULL", "ab" },
        { "ExecutionDuration < '1h'", "c" },
        { "ExecutionDuration < 3600000000000", "c" },
        { "ExecutionDuration > '24h'", "" },
        { "StateTransitionCount > 0", "c" },
        { "WorkflowType = 'T'", "abc" },
        { "WorkflowType STARTS_WITH 'Q'", "" },
        { "`CaseInt` = 1", "a" },
        { "caseint_is_not_it = 1 OR CaseInt = 1", "!" },
        { "ParentWorkflowId IS NULL", "abc" },
        { "TemporalChangeVersion IS NULL", "abc" },
        { "", "abc" },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public async Task List_Query_FindsTheRightRuns(string query, string expected)
    {
        if (expected == "!")
        {
            await FailsAsync(Code.InvalidArgument, "caseint_is_not_it", () => FindAsync(query));
            return;
        }

        await MakeRunsAsync();
        var found = await FindAsync(query);
        Assert.Equal(expected, found);
    }

    private async Task MakeRunsAsync()
    {
        await StartAsync(r => (r.WorkflowId, r.SearchAttributes) = (WorkflowId + "-a", Attributes(1, "one", "the quick dog", 1.1, true, "2024-01-15T11:00:00Z", ["x", "y"])));
        await StartAsync(r => (r.WorkflowId, r.SearchAttributes) = (WorkflowId + "-b", Attributes(2, "two", "the lazy dog", 2.2, false, "2024-12-15T11:00:00Z", ["y", "z"])));
        await TerminateAsync(await StartAsync(r => r.WorkflowId = WorkflowId + "-c"));
        await EventuallyAsync(() => FindAsync("ExecutionStatus = 'Terminated' OR ExecutionStatus = 'Running'"), found => found == "abc");
        await EventuallyAsync(() => FindAsync("ExecutionStatus = 'Terminated'"), found => found == "c");
    }

    private async Task<string> FindAsync(string query)
    {
        var mine = $"TaskQueue = '{Queue}'";
        var answer = await Service.ListWorkflowExecutionsAsync(
            new() { Namespace = Namespace, Query = query.Length == 0 ? mine : $"{mine} AND ({query})" }, Rpc());
        return string.Concat(answer.Executions.Select(e => e.Execution.WorkflowId[^1]).Order());
    }

    private static SearchAttributes Attributes(int number, string keyword, string text, double real, bool flag, string time, string[] list) => new()
    {
        IndexedFields =
        {
            ["CaseInt"] = Data.Json(number),
            ["CaseKeyword"] = Data.Json(keyword),
            ["CaseText"] = Data.Json(text),
            ["CaseDouble"] = Data.Json(real),
            ["CaseBool"] = Data.Json(flag),
            ["CaseDatetime"] = Data.Json(time),
            ["CaseKeywordList"] = Data.Json(list),
        },
    };
}
