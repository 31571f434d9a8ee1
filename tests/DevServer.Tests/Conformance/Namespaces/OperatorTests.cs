using Temporalio.Client;

namespace BackgroundAgent.DevServer.Tests.Conformance.Namespaces;

/// <summary>Search attributes by the operator API, and what a server says of itself.</summary>
public sealed class OperatorTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Attribute { get; } = Unique("Attr").Replace('-', 'X');

    [Fact]
    public async Task SearchAttributes_List_HasSystemAndCustom()
    {
        var answer = await Operator.ListSearchAttributesAsync(new() { Namespace = Namespace }, Rpc());
        Assert.Equal(IndexedValueType.Keyword, answer.CustomAttributes["CaseKeyword"]);
        Assert.Equal(IndexedValueType.KeywordList, answer.CustomAttributes["CaseKeywordList"]);
        foreach (var (name, type) in new (string, IndexedValueType)[]
        {
            ("WorkflowId", IndexedValueType.Keyword), ("RunId", IndexedValueType.Keyword), ("WorkflowType", IndexedValueType.Keyword),
            ("StartTime", IndexedValueType.Datetime), ("ExecutionTime", IndexedValueType.Datetime), ("CloseTime", IndexedValueType.Datetime),
            ("ExecutionStatus", IndexedValueType.Keyword), ("TaskQueue", IndexedValueType.Keyword), ("HistoryLength", IndexedValueType.Int),
            ("ExecutionDuration", IndexedValueType.Int), ("StateTransitionCount", IndexedValueType.Int), ("HistorySizeBytes", IndexedValueType.Int),
            ("ParentWorkflowId", IndexedValueType.Keyword), ("ParentRunId", IndexedValueType.Keyword), ("RootWorkflowId", IndexedValueType.Keyword),
            ("BuildIds", IndexedValueType.KeywordList), ("TemporalChangeVersion", IndexedValueType.KeywordList), ("TemporalScheduledById", IndexedValueType.Keyword),
            ("TemporalScheduledStartTime", IndexedValueType.Datetime), ("TemporalSchedulePaused", IndexedValueType.Bool), ("TemporalPauseInfo", IndexedValueType.KeywordList),
        })
        {
            Assert.True(answer.SystemAttributes.TryGetValue(name, out var found), name);
            Assert.Equal((name, type), (name, found));
        }
    }

    [Fact]
    public async Task SearchAttributes_Added_CanBeUsedAtOnce()
    {
        await AddAsync(Attribute, IndexedValueType.Keyword);
        await StartAsync(r => r.SearchAttributes = new() { IndexedFields = { [Attribute] = Data.Json("v") } });
        await EventuallyAsync(
            () => Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"{Attribute} = 'v'" }, Rpc()),
            a => a.Executions.Count == 1);
        await RemoveAsync(Attribute);
        await EventuallyAsync(
            async () => (await Operator.ListSearchAttributesAsync(new() { Namespace = Namespace }, Rpc())).CustomAttributes.ContainsKey(Attribute),
            there => !there);
    }

    [Fact]
    public async Task SearchAttributes_SystemName_IsRefused() =>
        await FailsAsync(Code.InvalidArgument, "Search attribute WorkflowId is reserved by system.", () => AddAsync("WorkflowId", IndexedValueType.Keyword));

    [Fact]
    public async Task SearchAttributes_AddNone_IsRefused() => await FailsAsync(
        Code.InvalidArgument, "SearchAttributes are not set on request.", () => Operator.AddSearchAttributesAsync(new() { Namespace = Namespace }, Rpc()));

    [Fact]
    public async Task SearchAttributes_RemoveUnknown_IsNoError() => await RemoveAsync("NoSuchAttribute");

    [Fact]
    public async Task SearchAttributes_RemoveSystem_IsRefused() => await FailsAsync(Code.InvalidArgument, "Unable to remove non-custom search attributes: WorkflowId.", () => RemoveAsync("WorkflowId"));

    [Fact]
    public async Task SystemInfo_SaysWhatSdksAskFor()
    {
        var answer = await Service.GetSystemInfoAsync(new(), Rpc());
        Assert.NotEmpty(answer.ServerVersion);
        Subset.Matches(
            """{"signalAndQueryHeader":true,"internalErrorDifferentiation":true,"activityFailureIncludeHeartbeat":true,"supportsSchedules":true,"encodedFailureAttributes":true,"upsertMemo":true,"eagerWorkflowStart":true,"sdkMetadata":true,"countGroupByExecutionStatus":true}""",
            answer.Capabilities);
    }

    [Fact]
    public async Task ClusterInfo_NamesTheCluster()
    {
        var answer = await Service.GetClusterInfoAsync(new(), Rpc());
        Assert.NotEmpty(answer.ClusterId);
        Assert.NotEmpty(answer.ClusterName);
        Assert.NotEmpty(answer.ServerVersion);
        Assert.True(answer.HistoryShardCount >= 1);
        Assert.NotEmpty(answer.PersistenceStore);
    }

    [Fact]
    public async Task Health_IsServing() => Assert.True(await Server.Client.Connection.CheckHealthAsync());

    [Fact]
    public async Task ListClusters_HasOne() => Assert.NotEmpty((await Operator.ListClustersAsync(new(), Rpc())).Clusters);

    [Fact]
    public async Task RemoveRemoteCluster_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound, "The cluster to be deleted cannot be found in clusters cache.", () => Operator.RemoveRemoteClusterAsync(new() { ClusterName = "elsewhere" }, Rpc()));

    [Fact]
    public async Task AddRemoteCluster_NobodyThere_IsUnavailable() => await FailsAsync(
        Code.Unavailable, "Unable connect to remote cluster 127.0.0.1:1", () => Operator.AddOrUpdateRemoteClusterAsync(new() { FrontendAddress = "127.0.0.1:1" }, Rpc()));

    private static readonly Dictionary<string, (Func<WorkflowService, string, RpcOptions, Task> Call, string Message)> Refused = new()
    {
        ["FetchWorkerConfig"] = ((s, n, o) => s.FetchWorkerConfigAsync(new() { Namespace = n }, o), "FetchWorkerConfig command is not enabled."),
        ["UpdateWorkerConfig"] = ((s, n, o) => s.UpdateWorkerConfigAsync(new() { Namespace = n }, o), "UpdateWorkerConfig command is not enabled."),
        ["CreateWorkflowRule"] = ((s, n, o) => s.CreateWorkflowRuleAsync(new() { Namespace = n }, o), "method CreateWorkflowRule not supported"),
        ["ListWorkflowRules"] = ((s, n, o) => s.ListWorkflowRulesAsync(new() { Namespace = n }, o), "method ListWorkflowRules not supported"),
        ["TriggerWorkflowRule"] = ((s, n, o) => s.TriggerWorkflowRuleAsync(new() { Namespace = n }, o), "method TriggerWorkflowRule not supported"),
        ["PauseActivityExecution"] = ((s, n, o) => s.PauseActivityExecutionAsync(new() { Namespace = n }, o), "unknown method PauseActivityExecution for service"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Call_OfWhatIsOffOrNewer_IsUnimplemented(string name) =>
        FailsAsync(Code.Unimplemented, Refused[name].Message, () => Refused[name].Call(Service, Namespace, Rpc()));

    private Task AddAsync(string name, IndexedValueType type)
    {
        var request = new Temporalio.Api.OperatorService.V1.AddSearchAttributesRequest { Namespace = Namespace };
        request.SearchAttributes[name] = type;
        return Operator.AddSearchAttributesAsync(request, Rpc());
    }

    private Task RemoveAsync(string name) => Operator.RemoveSearchAttributesAsync(new() { Namespace = Namespace, SearchAttributes = { name } }, Rpc());
}
