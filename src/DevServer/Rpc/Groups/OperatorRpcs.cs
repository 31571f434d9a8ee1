using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.OperatorService.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Search attributes, deletion of namespaces, the cluster list.</summary>
internal sealed class OperatorRpcs(HistoryEngine engine, ServerIdentity identity) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Operator(AddSearchAttributesRequest.Parser, AddAsync);
        table.Operator(RemoveSearchAttributesRequest.Parser, RemoveAsync);
        table.Operator(ListSearchAttributesRequest.Parser, List);
        table.Operator(DeleteNamespaceRequest.Parser, DeleteNamespaceAsync);
        table.Operator(ListClustersRequest.Parser, ListClusters);
    }

    private async Task<AddSearchAttributesResponse> AddAsync(AddSearchAttributesRequest request, RpcCall call)
    {
        var record = engine.Namespaces.Require(request.Namespace.Length == 0 ? "default" : request.Namespace);
        if (request.SearchAttributes.Count == 0)
        {
            throw RpcErrors.InvalidArgument("SearchAttributes are not set on request.");
        }

        await engine.Namespaces.ChangeSearchAttributesAsync(record, attributes => Add(attributes, request));
        return new AddSearchAttributesResponse();
    }

    private static void Add(Dictionary<string, IndexedValueType> attributes, AddSearchAttributesRequest request)
    {
        foreach (var (name, type) in request.SearchAttributes)
        {
            if (SystemAttributes.TypeOf(name) is not null)
            {
                throw RpcErrors.InvalidArgument($"Search attribute {name} is reserved by system.");
            }

            if (type == IndexedValueType.Unspecified || !System.Enum.IsDefined(type))
            {
                throw RpcErrors.InvalidArgument($"Unknown search attribute type: {type}.");
            }

            if (attributes.TryGetValue(name, out var existing) && existing != type)
            {
                throw RpcErrors.AlreadyExists($"Search attribute {name} already exists.");
            }

            attributes[name] = type;
        }
    }

    private async Task<RemoveSearchAttributesResponse> RemoveAsync(RemoveSearchAttributesRequest request, RpcCall call)
    {
        var record = engine.Namespaces.Require(request.Namespace.Length == 0 ? "default" : request.Namespace);
        await engine.Namespaces.ChangeSearchAttributesAsync(record, attributes => Remove(attributes, request));
        return new RemoveSearchAttributesResponse();
    }

    private static void Remove(Dictionary<string, IndexedValueType> attributes, RemoveSearchAttributesRequest request)
    {
        foreach (var name in request.SearchAttributes)
        {
            if (SystemAttributes.TypeOf(name) is not null)
            {
                throw RpcErrors.InvalidArgument($"Unable to remove non-custom search attributes: {name}.");
            }

            // One that is not there is no error, as on the genuine dev server.
            attributes.Remove(name);
        }
    }

    private Task<ListSearchAttributesResponse> List(ListSearchAttributesRequest request, RpcCall call)
    {
        var record = engine.Namespaces.Require(request.Namespace.Length == 0 ? "default" : request.Namespace);
        var response = new ListSearchAttributesResponse();
        response.CustomAttributes.Add(record.SearchAttributes.ToDictionary());
        response.SystemAttributes.Add(SystemAttributes.System.ToDictionary());
        response.SystemAttributes.Add(SystemAttributes.Predefined.ToDictionary());
        return Task.FromResult(response);
    }

    private async Task<DeleteNamespaceResponse> DeleteNamespaceAsync(DeleteNamespaceRequest request, RpcCall call)
    {
        var record = request.Namespace.Length > 0
            ? engine.Namespaces.Require(request.Namespace)
            : engine.Namespaces.FindById(request.NamespaceId) ?? throw RpcErrors.NamespaceNotFound(request.NamespaceId);
        if (record.Name == NamespaceRegistry.SystemNamespace)
        {
            throw RpcErrors.FailedPrecondition("unable to delete system namespace");
        }

        if (engine.Nexus.Endpoints.All().Find(e => e.Spec.Target.Worker?.Namespace == record.Name) is { } target)
        {
            throw RpcErrors.FailedPrecondition($"cannot delete a namespace that is a target of a Nexus endpoint {target.Spec.Name}");
        }

        var name = record.Name;
        await engine.Namespaces.RemoveAsync(record);
        var deletion = new RunDeletion(engine);
        foreach (var run in engine.Index.All(name).ToList())
        {
            await deletion.DeleteAsync(run);
        }

        return new DeleteNamespaceResponse { DeletedNamespace = $"{name}-deleted-{record.Id[..5]}" };
    }

    private Task<ListClustersResponse> ListClusters(ListClustersRequest request, RpcCall call)
    {
        var response = new ListClustersResponse();
        response.Clusters.Add(new ClusterMetadata
        {
            ClusterName = ServerIdentity.ClusterName,
            ClusterId = identity.ClusterId,
            HistoryShardCount = 1,
            InitialFailoverVersion = 1,
            IsConnectionEnabled = true,
        });
        return Task.FromResult(response);
    }
}
