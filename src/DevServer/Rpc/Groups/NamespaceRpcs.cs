using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Namespaces;
using Temporalio.Api.Namespace.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Namespaces: register, describe, list, update, deprecate.</summary>
internal sealed class NamespaceRpcs(NamespaceRegistry namespaces, DynamicSettings settings) : IRpcGroup
{
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);

    public void Register(RpcTable table)
    {
        table.Workflow(RegisterNamespaceRequest.Parser, RegisterAsync);
        table.Workflow(DescribeNamespaceRequest.Parser, Describe);
        table.Workflow(ListNamespacesRequest.Parser, List);
        table.Workflow(UpdateNamespaceRequest.Parser, UpdateAsync);
        table.Workflow(DeprecateNamespaceRequest.Parser, DeprecateAsync);
    }

    private async Task<RegisterNamespaceResponse> RegisterAsync(RegisterNamespaceRequest request, RpcCall call)
    {
        if (request.Namespace.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Namespace not set on request.");
        }

        RequestChecks.Length(request.Namespace, "Namespace");
        var retention = request.WorkflowExecutionRetentionPeriod
            ?? throw RpcErrors.InvalidArgument("A valid retention period is not set on request.");
        CheckRetention(retention);
        if (!namespaces.TryAdd(request.Namespace, retention.ToTimeSpan(), d => Configure(d, request), out var commit))
        {
            throw RpcErrors.WithDetail(
                StatusCode.AlreadyExists, $"Namespace \"{request.Namespace}\" already exists", new Temporalio.Api.ErrorDetails.V1.NamespaceAlreadyExistsFailure());
        }

        await commit;
        return new RegisterNamespaceResponse();
    }

    private Task<DescribeNamespaceResponse> Describe(DescribeNamespaceRequest request, RpcCall call)
    {
        if (request.Namespace.Length == 0 && request.Id.Length > 0)
        {
            return Task.FromResult(Answer(namespaces.FindById(request.Id) ?? throw RpcErrors.NamespaceNotFound(request.Id)));
        }

        return Task.FromResult(Answer(namespaces.Require(request.Namespace)));
    }

    private Task<ListNamespacesResponse> List(ListNamespacesRequest request, RpcCall call)
    {
        var response = new ListNamespacesResponse();
        response.Namespaces.Add(namespaces.All.Where(n => !n.IsDeleted || request.NamespaceFilter is { IncludeDeleted: true }).Select(Answer));
        return Task.FromResult(response);
    }

    private async Task<UpdateNamespaceResponse> UpdateAsync(UpdateNamespaceRequest request, RpcCall call)
    {
        var record = namespaces.Require(request.Namespace);
        if (request.Config?.WorkflowExecutionRetentionTtl is { } retention)
        {
            CheckRetention(retention);
        }

        var changed = record.Description.Clone();
        Update(changed.NamespaceInfo, request.UpdateInfo);
        if (request.Config is { } config)
        {
            changed.Config.MergeFrom(config);
        }

        record.Description = changed;
        await namespaces.SaveAsync(record);
        var answer = Answer(record);
        return new UpdateNamespaceResponse
        {
            NamespaceInfo = answer.NamespaceInfo,
            Config = answer.Config,
            ReplicationConfig = answer.ReplicationConfig,
        };
    }

    private async Task<DeprecateNamespaceResponse> DeprecateAsync(DeprecateNamespaceRequest request, RpcCall call)
    {
        var record = namespaces.Require(request.Namespace);
        var changed = record.Description.Clone();
        changed.NamespaceInfo.State = NamespaceState.Deprecated;
        record.Description = changed;
        await namespaces.SaveAsync(record);
        return new DeprecateNamespaceResponse();
    }

    private static void Update(NamespaceInfo info, UpdateNamespaceInfo? update)
    {
        if (update is null)
        {
            return;
        }

        info.Description = update.Description.Length > 0 ? update.Description : info.Description;
        info.OwnerEmail = update.OwnerEmail.Length > 0 ? update.OwnerEmail : info.OwnerEmail;
        foreach (var (key, value) in update.Data)
        {
            info.Data[key] = value;
        }

        if (update.State != NamespaceState.Unspecified)
        {
            info.State = update.State;
        }
    }

    private static void Configure(DescribeNamespaceResponse description, RegisterNamespaceRequest request)
    {
        description.NamespaceInfo.Description = request.Description;
        description.NamespaceInfo.OwnerEmail = request.OwnerEmail;
        description.NamespaceInfo.Data.Add(request.Data);
    }

    private static void CheckRetention(Duration retention)
    {
        if (Engine.ProtoTime.ToSpan(retention) < ShortestRetention)
        {
            throw RpcErrors.InvalidArgument("A valid retention period is not set on request.");
        }
    }

    private DescribeNamespaceResponse Answer(NamespaceRecord record)
    {
        var answer = record.Description.Clone();
        answer.NamespaceInfo.Capabilities = new NamespaceInfo.Types.Capabilities
        {
            EagerWorkflowStart = true,
            SyncUpdate = true,
            AsyncUpdate = true,
            ReportedProblemsSearchAttribute = true,
            WorkerHeartbeats = true,
            WorkflowPause = settings.WorkflowPause,
            PollerAutoscaling = true,
            StandaloneActivities = true,
        };
        var sizes = Engine.SizeLimits.From(settings);
        answer.NamespaceInfo.Limits = new NamespaceInfo.Types.Limits
        {
            BlobSizeLimitError = sizes.Blob,
            MemoSizeLimitError = sizes.Memo,
        };
        foreach (var name in record.SearchAttributes.Keys)
        {
            answer.Config.CustomSearchAttributeAliases[name] = name;
        }

        return answer;
    }
}
