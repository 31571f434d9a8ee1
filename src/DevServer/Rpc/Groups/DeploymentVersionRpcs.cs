using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers.Deployments;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>The versions of a worker deployment.</summary>
internal sealed class DeploymentVersionRpcs(HistoryEngine engine, Drainage drainage) : IRpcGroup
{
    /// <summary>A version polled within this time is in use.</summary>
    private static readonly TimeSpan PollerShown = TimeSpan.FromMinutes(5);

    private DeploymentBook Book => engine.Deployments;

    public void Register(RpcTable table)
    {
        table.Workflow(DescribeWorkerDeploymentVersionRequest.Parser, Describe);
        table.Workflow(CreateWorkerDeploymentVersionRequest.Parser, CreateAsync);
        table.Workflow(DeleteWorkerDeploymentVersionRequest.Parser, DeleteAsync);
        table.Workflow(UpdateWorkerDeploymentVersionMetadataRequest.Parser, UpdateMetadataAsync);
    }

    private Task<DescribeWorkerDeploymentVersionResponse> Describe(DescribeWorkerDeploymentVersionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.Version.Length == 0 && request.DeploymentVersion is null)
        {
            throw RpcErrors.InvalidArgument("deployment version cannot be empty");
        }

        var name = request.DeploymentVersion ?? Parse(request.Version);
        VersionName.CheckDeployment(name.DeploymentName);
        VersionName.CheckBuild(name.BuildId);
        if (!Book.Contains(request.Namespace, name.DeploymentName))
        {
            throw RpcErrors.NotFound("Worker Deployment Version not found");
        }

        var info = Book.Read(request.Namespace, name.DeploymentName, record =>
        {
            drainage.Refresh(record);
            return record.Versions.GetValueOrDefault(name.BuildId)?.Info.Clone() ?? throw RpcErrors.NotFound("Worker Deployment Version not found");
        });
        info.DeploymentName = "";
        var response = new DescribeWorkerDeploymentVersionResponse { WorkerDeploymentVersionInfo = info };
        response.VersionTaskQueues.Add(info.TaskQueueInfos.Select(q => new DescribeWorkerDeploymentVersionResponse.Types.VersionTaskQueue
        {
            Name = q.Name,
            Type = q.Type,
            Stats = request.ReportTaskQueueStats
                ? QueueDescription.Stats(engine, engine.Matching.Find(new QueueKey(request.Namespace, q.Name, q.Type, info.Version)))
                : null,
        }));
        return Task.FromResult(response);
    }

    private async Task<CreateWorkerDeploymentVersionResponse> CreateAsync(CreateWorkerDeploymentVersionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.DeploymentVersion is not { } name)
        {
            throw RpcErrors.InvalidArgument("deployment version cannot be empty");
        }

        VersionName.CheckDeployment(name.DeploymentName);
        VersionName.CheckBuild(name.BuildId);
        await Book.ChangeAsync(request.Namespace, name.DeploymentName, create: false, record =>
        {
            if (record.Versions.TryGetValue(name.BuildId, out var existing))
            {
                return existing.CreateRequestId.Length > 0 && existing.CreateRequestId == request.RequestId
                    ? existing
                    : throw RpcErrors.AlreadyExists($"Worker Deployment Version \"{VersionName.Old(name)}\" already exists");
            }

            var version = record.Add(name.BuildId, WorkerDeploymentVersionStatus.Created, Book.Now);
            version.CreateRequestId = request.RequestId;
            version.Info.LastModifierIdentity = request.Identity;
            return version;
        });
        return new CreateWorkerDeploymentVersionResponse();
    }

    private async Task<DeleteWorkerDeploymentVersionResponse> DeleteAsync(DeleteWorkerDeploymentVersionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var name = request.DeploymentVersion ?? Parse(request.Version);
        VersionName.CheckDeployment(name.DeploymentName);
        if (!Book.Contains(request.Namespace, name.DeploymentName))
        {
            throw RpcErrors.NotFound($"workflow not found for ID: temporal-sys-worker-deployment:{name.DeploymentName}");
        }

        await Book.ChangeAsync(request.Namespace, name.DeploymentName, create: false, record => Delete(record, name, request));
        Book.Forget(request.Namespace, VersionName.Old(name));
        return new DeleteWorkerDeploymentVersionResponse();
    }

    private bool Delete(DeploymentRecord record, WorkerDeploymentVersion name, DeleteWorkerDeploymentVersionRequest request)
    {
        if (!record.Versions.TryGetValue(name.BuildId, out var version))
        {
            return false;
        }

        var shown = VersionName.Shown(name);
        if (record.Routing.CurrentVersion == version.Info.Version || record.Routing.RampingVersion == version.Info.Version)
        {
            throw RpcErrors.FailedPrecondition($"version '{shown}' cannot be deleted since it is current or ramping");
        }

        if (record.Info.ManagerIdentity is { Length: > 0 } manager && manager != request.Identity)
        {
            throw RpcErrors.FailedPrecondition(
                $"ManagerIdentity '{manager}' is set and does not match user identity '{request.Identity}'; to proceed, set your own identity as the " +
                "ManagerIdentity, remove the ManagerIdentity, or wait for the other client to do so");
        }

        drainage.Refresh(record);
        if (!request.SkipDrainage && version.Info.DrainageInfo is { Status: VersionDrainageStatus.Draining })
        {
            throw RpcErrors.FailedPrecondition($"version '{shown}' cannot be deleted since it is draining");
        }

        if (version.Info.TaskQueueInfos.Any(q =>
            engine.Matching.Find(new QueueKey(record.Namespace, q.Name, q.Type, version.Info.Version)) is { } queue && queue.IsPolled(PollerShown)))
        {
            throw RpcErrors.FailedPrecondition($"version '{shown}' cannot be deleted since it has active pollers");
        }

        record.Info.LastModifierIdentity = request.Identity;
        return record.Versions.Remove(name.BuildId);
    }

    private async Task<UpdateWorkerDeploymentVersionMetadataResponse> UpdateMetadataAsync(UpdateWorkerDeploymentVersionMetadataRequest request, RpcCall call)
    {
        if (request.RemoveEntries.Count == 0 && request.UpsertEntries.Count == 0)
        {
            throw RpcErrors.InvalidArgument("At least one of remove_entries or upsert_entries must be provided");
        }

        engine.Namespaces.Require(request.Namespace);
        var name = request.DeploymentVersion ?? Parse(request.Version);
        var missing = $"workflow not found for ID: temporal-sys-worker-deployment-version:{VersionName.Shown(name)}";
        if (!Book.Contains(request.Namespace, name.DeploymentName))
        {
            throw RpcErrors.NotFound(missing);
        }

        return await Book.ChangeAsync(request.Namespace, name.DeploymentName, create: false, record =>
        {
            var version = record.Versions.GetValueOrDefault(name.BuildId) ?? throw RpcErrors.NotFound(missing);
            var metadata = version.Info.Metadata ??= new VersionMetadata();
            foreach (var (key, value) in request.UpsertEntries)
            {
                metadata.Entries[key] = value;
            }

            foreach (var key in request.RemoveEntries)
            {
                metadata.Entries.Remove(key);
            }

            version.Info.LastModifierIdentity = request.Identity;
            return new UpdateWorkerDeploymentVersionMetadataResponse { Metadata = metadata.Clone() };
        });
    }

    private static WorkerDeploymentVersion Parse(string text)
    {
        try
        {
            return VersionName.Parse(text) ?? throw new FormatException();
        }
        catch (FormatException)
        {
            throw RpcErrors.InvalidArgument($"invalid version string \"{text}\", expected format is \"<deployment_name>.<build_id>\"");
        }
    }
}
