using Temporalio.Api.OperatorService.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Methods that a genuine dev server has and refuses, each in its own words: for clusters and managed workers there is nothing here.</summary>
internal sealed class UnavailableRpcs : IRpcGroup
{
    private const string Refused = "refused, as by the genuine server";

    public void Register(RpcTable table)
    {
        table.Workflow(FetchWorkerConfigRequest.Parser, (_, _) => Refuse<FetchWorkerConfigResponse>("FetchWorkerConfig command is not enabled."), Refused);
        table.Workflow(UpdateWorkerConfigRequest.Parser, (_, _) => Refuse<UpdateWorkerConfigResponse>("UpdateWorkerConfig command is not enabled."), Refused);
        table.Workflow(TriggerWorkflowRuleRequest.Parser, (_, _) => Refuse<TriggerWorkflowRuleResponse>("method TriggerWorkflowRule not supported"), Refused);
        table.Operator(AddOrUpdateRemoteClusterRequest.Parser, AddCluster, "never finds a cluster to add");
        table.Operator(RemoveRemoteClusterRequest.Parser, RemoveCluster);
    }

    private static Task<T> Refuse<T>(string message) => throw RpcErrors.Unimplemented(message);

    private static Task<AddOrUpdateRemoteClusterResponse> AddCluster(AddOrUpdateRemoteClusterRequest request, RpcCall call) => throw RpcErrors.Unavailable(
        $"Unable connect to remote cluster {request.FrontendAddress} with error: this server has no remote clusters.");

    private static Task<RemoveRemoteClusterResponse> RemoveCluster(RemoveRemoteClusterRequest request, RpcCall call) =>
        throw (request.ClusterName == Namespaces.ServerIdentity.ClusterName
            ? new RpcException(new Status(StatusCode.Internal, "Unable to delete cluster info with error: Cannot delete current cluster metadata."))
            : RpcErrors.NotFound("The cluster to be deleted cannot be found in clusters cache."));
}
