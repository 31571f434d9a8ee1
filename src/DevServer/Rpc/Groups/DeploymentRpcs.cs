using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Worker deployments: which version of the workers takes which tasks.</summary>
internal sealed class DeploymentRpcs(HistoryEngine engine, Drainage drainage) : IRpcGroup
{
    private DeploymentBook Book => engine.Deployments;

    public void Register(RpcTable table)
    {
        table.Workflow(DescribeWorkerDeploymentRequest.Parser, Describe);
        table.Workflow(ListWorkerDeploymentsRequest.Parser, List);
        table.Workflow(CreateWorkerDeploymentRequest.Parser, CreateAsync);
        table.Workflow(DeleteWorkerDeploymentRequest.Parser, DeleteAsync);
        table.Workflow(SetWorkerDeploymentCurrentVersionRequest.Parser, SetCurrentAsync);
        table.Workflow(SetWorkerDeploymentRampingVersionRequest.Parser, SetRampingAsync);
        table.Workflow(SetWorkerDeploymentManagerRequest.Parser, SetManagerAsync);
    }

    private Task<DescribeWorkerDeploymentResponse> Describe(DescribeWorkerDeploymentRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        VersionName.CheckDeployment(request.DeploymentName);
        return Task.FromResult(Book.Read(request.Namespace, request.DeploymentName, record =>
        {
            drainage.Refresh(record);
            return new DescribeWorkerDeploymentResponse { WorkerDeploymentInfo = record.Describe().Clone(), ConflictToken = record.ConflictToken };
        }));
    }

    private Task<ListWorkerDeploymentsResponse> List(ListWorkerDeploymentsRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var all = Book.ReadAll(request.Namespace, record =>
        {
            drainage.Refresh(record);
            var info = record.Describe().Clone();
            return new ListWorkerDeploymentsResponse.Types.WorkerDeploymentSummary
            {
                Name = info.Name,
                CreateTime = info.CreateTime,
                RoutingConfig = info.RoutingConfig,
                LatestVersionSummary = info.VersionSummaries.FirstOrDefault(),
                CurrentVersionSummary = info.VersionSummaries.FirstOrDefault(v => v.Version == info.RoutingConfig.CurrentVersion),
                RampingVersionSummary = info.VersionSummaries.FirstOrDefault(v => v.Version == info.RoutingConfig.RampingVersion),
            };
        });
        var response = new ListWorkerDeploymentsResponse();
        response.WorkerDeployments.Add(PageToken.Cut(all, request.PageSize is <= 0 or > Limits.VisibilityPage ? Limits.VisibilityPage : request.PageSize,
            request.NextPageToken, out var next));
        response.NextPageToken = next;
        return Task.FromResult(response);
    }

    private async Task<CreateWorkerDeploymentResponse> CreateAsync(CreateWorkerDeploymentRequest request, RpcCall call)
    {
        if (request.DeploymentName.Length == 0)
        {
            throw RpcErrors.InvalidArgument("deployment name cannot be empty");
        }

        engine.Namespaces.Require(request.Namespace);
        VersionName.CheckDeployment(request.DeploymentName);
        if (Book.Contains(request.Namespace, request.DeploymentName))
        {
            var (requestId, token) = Book.Read(request.Namespace, request.DeploymentName, r => (r.CreateRequestId, r.ConflictToken));
            return requestId.Length > 0 && requestId == request.RequestId
                ? new CreateWorkerDeploymentResponse { ConflictToken = token }
                : throw RpcErrors.AlreadyExists($"Worker Deployment with name \"{request.DeploymentName}\" already exists" +
                    (requestId.Length == 0 ? " (auto-created from worker polls)" : ""));
        }

        var record = DeploymentRecord.Create(
            request.Namespace, request.DeploymentName, Book.Now, request.RequestId.Length > 0 ? request.RequestId : Guid.NewGuid().ToString());
        record.Info.LastModifierIdentity = request.Identity;
        await Book.AddAsync(record);
        return new CreateWorkerDeploymentResponse { ConflictToken = record.ConflictToken };
    }

    private async Task<DeleteWorkerDeploymentResponse> DeleteAsync(DeleteWorkerDeploymentRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        VersionName.CheckDeployment(request.DeploymentName);
        if (Book.Contains(request.Namespace, request.DeploymentName))
        {
            if (Book.Read(request.Namespace, request.DeploymentName, r => r.Versions.Count) > 0)
            {
                throw RpcErrors.FailedPrecondition("deployment has versions, can't be deleted");
            }

            await Book.RemoveAsync(request.Namespace, request.DeploymentName);
        }

        return new DeleteWorkerDeploymentResponse();
    }

    private async Task<SetWorkerDeploymentCurrentVersionResponse> SetCurrentAsync(SetWorkerDeploymentCurrentVersionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.DeploymentName.Length == 0)
        {
            throw RpcErrors.InvalidArgument("deployment name cannot be empty");
        }

        var version = request.Version.Length > 0
            ? VersionName.Read(request.Version)
            : request.BuildId.Length > 0 ? new() { DeploymentName = request.DeploymentName, BuildId = request.BuildId } : null;
        CheckBelongs(version, request.DeploymentName);
        var asked = new RoutingRequest(request.Identity, request.ConflictToken, request.IgnoreMissingTaskQueues, request.AllowNoPollers);
        return await Book.ChangeAsync(request.Namespace, request.DeploymentName, request.AllowNoPollers, record =>
        {
            var previous = Change(record, asked).SetCurrent(version);
            return new SetWorkerDeploymentCurrentVersionResponse
            {
                ConflictToken = record.ConflictToken,
                PreviousVersion = previous,
                PreviousDeploymentVersion = VersionName.Parse(previous),
            };
        });
    }

    private async Task<SetWorkerDeploymentRampingVersionResponse> SetRampingAsync(SetWorkerDeploymentRampingVersionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var name = request.Version;
        if (name.Length == 0)
        {
            name = request.BuildId.Length > 0
                ? $"{request.DeploymentName}.{request.BuildId}"
                : request.Percentage > 0 ? VersionName.Unversioned : "";
        }

        if (name == VersionName.Unversioned && request.Percentage == 0)
        {
            name = "";
        }

        if (request.Percentage is < 0 or > 100 or float.NaN)
        {
            throw RpcErrors.InvalidArgument("Percentage must be between 0 and 100 (inclusive)");
        }

        CheckBelongs(VersionName.Read(name), request.DeploymentName);
        var asked = new RoutingRequest(request.Identity, request.ConflictToken, request.IgnoreMissingTaskQueues, request.AllowNoPollers);
        return await Book.ChangeAsync(request.Namespace, request.DeploymentName, request.AllowNoPollers, record =>
        {
            var (previous, percentage) = Change(record, asked).SetRamping(name, request.Percentage);
            return new SetWorkerDeploymentRampingVersionResponse
            {
                ConflictToken = record.ConflictToken,
                PreviousVersion = previous,
                PreviousPercentage = percentage,
                PreviousDeploymentVersion = VersionName.Parse(previous),
            };
        });
    }

    private async Task<SetWorkerDeploymentManagerResponse> SetManagerAsync(SetWorkerDeploymentManagerRequest request, RpcCall call)
    {
        if (request.Identity.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Identity is required");
        }

        engine.Namespaces.Require(request.Namespace);
        VersionName.CheckDeployment(request.DeploymentName);
        var manager = request.Self ? request.Identity : request.ManagerIdentity;
        return await Book.ChangeAsync(request.Namespace, request.DeploymentName, create: false, record =>
        {
            var previous = record.Info.ManagerIdentity;
            if (previous != manager || record.Info.LastModifierIdentity != request.Identity)
            {
                if (!request.ConflictToken.IsEmpty && request.ConflictToken != record.ConflictToken)
                {
                    throw RpcErrors.FailedPrecondition("conflict token mismatch");
                }

                record.Info.ManagerIdentity = manager;
                record.Touch(Book.Now, request.Identity);
            }

            return new SetWorkerDeploymentManagerResponse { ConflictToken = record.ConflictToken, PreviousManagerIdentity = previous };
        });
    }

    private static void CheckBelongs(Temporalio.Api.Deployment.V1.WorkerDeploymentVersion? version, string deployment)
    {
        if (version is not null && version.DeploymentName != deployment)
        {
            throw RpcErrors.InvalidArgument($"invalid version string '{VersionName.Old(version)}' does not match deployment name '{deployment}'");
        }

        VersionName.CheckDeployment(deployment);
    }

    private RoutingChange Change(DeploymentRecord record, RoutingRequest request) => new(record, request, Book.Now, (version, queue, type) =>
        Book.Queue(record.Namespace, queue, type)?.Current?.BuildId == version.Info.DeploymentVersion.BuildId &&
        engine.Matching.Find(new QueueKey(record.Namespace, queue, type, version.Info.Version)) is { } found &&
        (found.BacklogCount > 0 || found.Stats.Values.Any(s => s.AddRate > 0)));
}
