namespace BackgroundAgent.DevServer.Tests.Conformance.Namespaces;

/// <summary>Search attributes by the operator API, and what a server says of itself.</summary>
public sealed class OperatorTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Attribute { get; } = Unique("Attr").Replace('-', 'X');

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

    private Task AddAsync(string name, IndexedValueType type)
    {
        var request = new Temporalio.Api.OperatorService.V1.AddSearchAttributesRequest { Namespace = Namespace };
        request.SearchAttributes[name] = type;
        return Operator.AddSearchAttributesAsync(request, Rpc());
    }

    private Task RemoveAsync(string name) => Operator.RemoveSearchAttributesAsync(new() { Namespace = Namespace, SearchAttributes = { name } }, Rpc());
}
