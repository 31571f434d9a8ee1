using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>The versioning APIs that worker deployments replaced: off, as on a genuine dev server that was not told otherwise.</summary>
internal sealed class OldVersioningRpcs(HistoryEngine engine) : IRpcGroup
{
    private const string Note = "answers that it is disabled, as the genuine server does by default; the settings that enable it are not honoured";
    private const string Rules = "Worker versioning v0.2 (Rules-based, deprecated) is disabled on this namespace.";
    private const string Deployments = "deployments (deprecated) are disabled on this namespace";

    public void Register(RpcTable table)
    {
        table.Workflow(UpdateWorkerVersioningRulesRequest.Parser, (r, _) => Refuse<UpdateWorkerVersioningRulesResponse>(r.Namespace, Rules), Note);
        table.Workflow(GetWorkerVersioningRulesRequest.Parser, (r, _) => Refuse<GetWorkerVersioningRulesResponse>(r.Namespace, Rules), Note);
        table.Workflow(GetCurrentDeploymentRequest.Parser, (r, _) => Refuse<GetCurrentDeploymentResponse>(r.Namespace, Deployments), Note);
        table.Workflow(SetCurrentDeploymentRequest.Parser, (r, _) => Refuse<SetCurrentDeploymentResponse>(r.Namespace, Deployments), Note);
        table.Workflow(ListDeploymentsRequest.Parser, (r, _) => Refuse<ListDeploymentsResponse>(r.Namespace, Deployments), Note);
        table.Workflow(DescribeDeploymentRequest.Parser, (r, _) => Refuse<DescribeDeploymentResponse>(r.Namespace, Deployments), Note);
        table.Workflow(GetDeploymentReachabilityRequest.Parser, (r, _) => Refuse<GetDeploymentReachabilityResponse>(r.Namespace, Deployments), Note);
    }

    private Task<T> Refuse<T>(string @namespace, string why)
    {
        engine.Namespaces.Require(@namespace);
        throw RpcErrors.PermissionDenied(why);
    }
}
