#pragma warning disable CS0612 // the older list calls are still served

namespace BackgroundAgent.DevServer.Tests.Conformance.Visibility;

/// <summary>Pages, counts, groups, and the older list calls.</summary>
public sealed class ListTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Mine => $"TaskQueue = '{Queue}'";

    [Fact]
    public async Task List_ShowsWhatDescribeShows()
    {
        var run = await StartAsync(r =>
        {
            r.Memo = new() { Fields = { ["m"] = Data.Json("v") } };
            r.SearchAttributes = new() { IndexedFields = { ["CaseKeyword"] = Data.Json("k") } };
        });
        var found = await FindAsync(1);
        Subset.Matches(
            $$$$"""{"execution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"},"type":{"name":"T"},"status":"WORKFLOW_EXECUTION_STATUS_RUNNING","memo":{"fields":{"m":"v"}},"searchAttributes":{"indexedFields":{"CaseKeyword":"k"}},"taskQueue":"{{{{Queue}}}}","rootExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"}}""",
            found.Executions[0]);
    }

    [Fact]
    public async Task List_Closed_HasCloseFields()
    {
        await StartAndCompleteAsync(Commands.Complete());
        var answer = await EventuallyAsync(() => FindAsync(1), a => a.Executions[0].Status == WorkflowExecutionStatus.Completed);
        Subset.Matches("""{"historyLength":5}""", answer.Executions[0]);
        Assert.NotNull(answer.Executions[0].CloseTime);
        Assert.NotNull(answer.Executions[0].ExecutionDuration);
    }

    [Fact]
    public async Task List_NewestFirst()
    {
        await MakeAsync(3);
        var found = await FindAsync(3);
        Assert.Equal(found.Executions.Select(e => e.StartTime.ToDateTime()).OrderDescending(), found.Executions.Select(e => e.StartTime.ToDateTime()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task List_InPages_IsWhole(int size)
    {
        await MakeAsync(5);
        await FindAsync(5);
        var seen = new HashSet<string>();
        var request = new ListWorkflowExecutionsRequest { Namespace = Namespace, Query = Mine, PageSize = size };
        do
        {
            var page = await Service.ListWorkflowExecutionsAsync(request, Rpc());
            Assert.True(page.Executions.Count <= size);
            Assert.All(page.Executions, e => Assert.True(seen.Add(e.Execution.WorkflowId)));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task List_UnknownNamespace_IsNotFound() => await FailsAsync(
        Code.NotFound,
        "Namespace nowhere-at-all is not found.",
        () => Service.ListWorkflowExecutionsAsync(new() { Namespace = "nowhere-at-all" }, Rpc()));

    [Fact]
    public async Task Count_Matches()
    {
        await MakeAsync(3);
        await FindAsync(3);
        Assert.Equal(3, (await Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = Mine }, Rpc())).Count);
        Assert.Equal(0, (await Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = Mine + " AND WorkflowType = 'None'" }, Rpc())).Count);
    }

    [Fact]
    public async Task Count_GroupByStatus_HasGroups()
    {
        await MakeAsync(2);
        await TerminateAsync(await StartAsync());
        var answer = await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = Mine + " GROUP BY ExecutionStatus" }, Rpc()),
            a => a.Count == 3 && a.Groups.Count == 2);
        Assert.Equal(
            ["Running 2", "Terminated 1"],
            answer.Groups.Select(g => $"{System.Text.Json.JsonSerializer.Deserialize<string>(g.GroupValues[0].Data.Span)} {g.Count}").Order());
    }

    [Fact]
    public async Task List_AfterUpsert_FindsNewValue()
    {
        await StartAndCompleteAsync(Commands.Upsert("CaseKeyword", Data.Json("changed")));
        await EventuallyAsync(
            () => Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"{Mine} AND CaseKeyword = 'changed'" }, Rpc()),
            a => a.Executions.Count == 1);
    }

    [Fact]
    public async Task List_AfterUnset_FindsNoValue()
    {
        await StartAsync(r => r.SearchAttributes = new() { IndexedFields = { ["CaseKeyword"] = Data.Json("there") } });
        await CompleteAsync(await NextTaskAsync(), Commands.Upsert("CaseKeyword", Data.Json(null)));
        await EventuallyAsync(
            () => Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"{Mine} AND CaseKeyword IS NULL" }, Rpc()),
            a => a.Executions.Count == 1);
    }

    [Fact]
    public async Task List_Child_HasParentAndRoot()
    {
        await StartAndCompleteAsync(Commands.Child(WorkflowId + "-child", Queue));
        await EventuallyAsync(
            () => Service.ListWorkflowExecutionsAsync(
                new() { Namespace = Namespace, Query = $"ParentWorkflowId = '{WorkflowId}' AND RootWorkflowId = '{WorkflowId}' AND WorkflowId = '{WorkflowId}-child'" }, Rpc()),
            a => a.Executions.Count == 1);
    }

    [Fact]
    public async Task ListOpen_ByWorkflowId_Finds()
    {
        var run = await StartAsync();
        var answer = await EventuallyAsync(
            () => Service.ListOpenWorkflowExecutionsAsync(
                new()
                {
                    Namespace = Namespace,
                    ExecutionFilter = new() { WorkflowId = WorkflowId },
                    StartTimeFilter = new() { EarliestTime = new() { Seconds = 1 }, LatestTime = new() { Seconds = 4_000_000_000 } },
                },
                Rpc()),
            a => a.Executions.Count == 1);
        Assert.Equal(run.RunId, answer.Executions[0].Execution.RunId);
    }

    [Fact]
    public async Task ListClosed_ByStatus_Finds()
    {
        await TerminateAsync(await StartAsync());
        await EventuallyAsync(
            () => Service.ListClosedWorkflowExecutionsAsync(
                new()
                {
                    Namespace = Namespace,
                    StatusFilter = new() { Status = WorkflowExecutionStatus.Terminated },
                    StartTimeFilter = new() { EarliestTime = new() { Seconds = 1 }, LatestTime = new() { Seconds = 4_000_000_000 } },
                },
                Rpc()),
            a => a.Executions.Any(e => e.Execution.WorkflowId == WorkflowId));
    }

    [Fact]
    public async Task Scan_Finds()
    {
        await StartAsync();
        await FindAsync(1);
        Assert.Single((await Service.ScanWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = Mine }, Rpc())).Executions);
    }

    [Fact]
    public async Task ListArchived_IsRefused() => await FailsAsync(
        Code.InvalidArgument,
        "archival",
        () => Service.ListArchivedWorkflowExecutionsAsync(new() { Namespace = Namespace, PageSize = 10 }, Rpc()));

    [Fact]
    public async Task GetSearchAttributes_HasSystemAndCustomOnes()
    {
        var keys = (await Service.GetSearchAttributesAsync(new(), Rpc())).Keys;
        Assert.Equal(IndexedValueType.Keyword, keys["WorkflowId"]);
        Assert.Equal(IndexedValueType.Datetime, keys["StartTime"]);
        Assert.Equal(IndexedValueType.Int, keys["HistoryLength"]);
    }

    private async Task MakeAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await StartAsync(r => r.WorkflowId = $"{WorkflowId}-{index}");
        }
    }

    private Task<ListWorkflowExecutionsResponse> FindAsync(int count) => EventuallyAsync(
        () => Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = Mine }, Rpc()),
        answer => answer.Executions.Count == count);
}
