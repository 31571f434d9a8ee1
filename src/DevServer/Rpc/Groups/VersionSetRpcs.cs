using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Workers.Sets;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Version sets of task queues, where a server is told to have them.</summary>
internal sealed class VersionSetRpcs(HistoryEngine engine, DynamicSettings settings) : IRpcGroup
{
    private const string Off = "Worker versioning v0.1 (Version Set-based, deprecated) is disabled on this namespace.";
    private const string ReachabilityOff = "Worker versioning v0.2 (Rules-based, deprecated) is disabled on this namespace.";
    private const int LongestBuildId = 255;
    private const int MostAsked = 5;
    private const int MostQueues = 20;

    private readonly bool _isOn = settings.Flag("frontend.workerVersioningDataAPIs", false);

    private VersionSetBook Book => engine.Deployments.Sets;

    public void Register(RpcTable table)
    {
        table.Workflow(UpdateWorkerBuildIdCompatibilityRequest.Parser, UpdateAsync);
        table.Workflow(GetWorkerBuildIdCompatibilityRequest.Parser, Get);
        table.Workflow(GetWorkerTaskReachabilityRequest.Parser, Reachability);
    }

    private async Task<UpdateWorkerBuildIdCompatibilityResponse> UpdateAsync(UpdateWorkerBuildIdCompatibilityRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        Require(Off);
        Check(request);
        RequestChecks.TaskQueue(new TaskQueue { Name = request.TaskQueue });
        await Book.UpdateAsync(request, settings.Number("limit.taskQueuesPerBuildId", MostQueues));
        return new UpdateWorkerBuildIdCompatibilityResponse();
    }

    private Task<GetWorkerBuildIdCompatibilityResponse> Get(GetWorkerBuildIdCompatibilityRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        Require(Off);
        RequestChecks.TaskQueue(new TaskQueue { Name = request.TaskQueue });
        var sets = Book.Of(request.Namespace, request.TaskQueue).Sets;
        var response = new GetWorkerBuildIdCompatibilityResponse();
        response.MajorVersionSets.Add(sets.TakeLast(request.MaxSets > 0 ? request.MaxSets : sets.Count).Select(s => new CompatibleVersionSet { BuildIds = { s.BuildIds } }));
        return Task.FromResult(response);
    }

    private Task<GetWorkerTaskReachabilityResponse> Reachability(GetWorkerTaskReachabilityRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        Require(ReachabilityOff);
        if (request.BuildIds.Count == 0)
        {
            throw RpcErrors.InvalidArgument("Must query at least one build ID (or empty string for unversioned worker)");
        }

        if (request.BuildIds.Count > MostAsked)
        {
            throw RpcErrors.InvalidArgument($"Too many build ids queried at once, limit: {MostAsked}");
        }

        if (request.BuildIds.Contains("") && request.TaskQueues.Count == 0)
        {
            throw RpcErrors.InvalidArgument(
                "Cannot get reachability of an unversioned worker without specifying at least one task queue (empty build ID is interpereted as unversioned)");
        }

        foreach (var queue in request.TaskQueues)
        {
            RequestChecks.TaskQueue(new TaskQueue { Name = queue });
        }

        var reach = new SetReachability(engine, request.Namespace, request.Reachability);
        var response = new GetWorkerTaskReachabilityResponse();
        foreach (var buildId in request.BuildIds)
        {
            var line = new BuildIdReachability { BuildId = buildId };
            line.TaskQueueReachability.Add((request.TaskQueues.Count > 0 ? request.TaskQueues : Book.QueuesWith(request.Namespace, buildId)).Select(q => reach.Of(q, buildId)));
            response.BuildIdReachability.Add(line);
        }

        return Task.FromResult(response);
    }

    private void Require(string message)
    {
        if (!_isOn)
        {
            throw RpcErrors.PermissionDenied(message);
        }
    }

    private static void Check(UpdateWorkerBuildIdCompatibilityRequest request)
    {
        var faults = new List<string> { "request to update worker build ID compatability requires: " };
        if (request.TaskQueue.Length == 0)
        {
            faults.Add("`task_queue` to be set");
        }

        switch (request.OperationCase)
        {
            case UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.None:
                faults.Add("an operation to be specified");
                break;
            case UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.AddNewCompatibleBuildId:
                CheckId(request.AddNewCompatibleBuildId.NewBuildId, "add_new_compatible_version");
                if (request.AddNewCompatibleBuildId.ExistingCompatibleBuildId.Length == 0)
                {
                    faults.Add("`existing_compatible_version` to be set");
                }

                break;
            case UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.AddNewBuildIdInNewDefaultSet:
                CheckId(request.AddNewBuildIdInNewDefaultSet, "add_new_version_id_in_new_default_set");
                break;
            case UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.PromoteSetByBuildId:
                CheckId(request.PromoteSetByBuildId, "promote_set_by_version_id");
                break;
            case UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.PromoteBuildIdWithinSet:
                CheckId(request.PromoteBuildIdWithinSet, "promote_version_id_within_set");
                break;
            default:
                break;
        }

        if (faults.Count > 1)
        {
            throw RpcErrors.InvalidArgument(string.Join(", ", faults));
        }

        void CheckId(string id, string field)
        {
            if (id.Length == 0)
            {
                faults.Add($"`{field}` to be set");
            }
            else if (id.Length > LongestBuildId)
            {
                faults.Add($" Worker build IDs to be no larger than {LongestBuildId} characters");
            }
        }
    }
}
