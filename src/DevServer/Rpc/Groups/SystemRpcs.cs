using BackgroundAgent.DevServer.Namespaces;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>What clients ask first: who the server is and what it can do.</summary>
internal sealed class SystemRpcs(ServerIdentity identity) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(GetSystemInfoRequest.Parser, GetSystemInfo);
        table.Workflow(GetClusterInfoRequest.Parser, GetClusterInfo);
    }

    private static Task<GetSystemInfoResponse> GetSystemInfo(GetSystemInfoRequest request, RpcCall call) => Task.FromResult(new GetSystemInfoResponse
    {
        ServerVersion = ServerIdentity.Version,
        Capabilities = new GetSystemInfoResponse.Types.Capabilities
        {
            SignalAndQueryHeader = true,
            InternalErrorDifferentiation = true,
            ActivityFailureIncludeHeartbeat = true,
            SupportsSchedules = true,
            EncodedFailureAttributes = true,
            BuildIdBasedVersioning = true,
            UpsertMemo = true,
            EagerWorkflowStart = true,
            SdkMetadata = true,
            CountGroupByExecutionStatus = true,
            Nexus = true,
        },
    });

    private Task<GetClusterInfoResponse> GetClusterInfo(GetClusterInfoRequest request, RpcCall call) => Task.FromResult(new GetClusterInfoResponse
    {
        ServerVersion = ServerIdentity.Version,
        ClusterId = identity.ClusterId,
        ClusterName = ServerIdentity.ClusterName,
        HistoryShardCount = 1,
        PersistenceStore = identity.StoreName,
        VisibilityStore = identity.StoreName,
        InitialFailoverVersion = 1,
        FailoverVersionIncrement = 10,
        SupportedClients =
        {
            ["temporal-cli"] = "<2.0.0",
            ["temporal-dotnet"] = "<2.0.0",
            ["temporal-go"] = "<2.0.0",
            ["temporal-java"] = "<2.0.0",
            ["temporal-typescript"] = "<2.0.0",
            ["temporal-ui"] = "<3.0.0",
        },
    });
}
