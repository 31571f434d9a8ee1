using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Settings of a task queue: its rate limit, and the weights of fairness keys.</summary>
internal sealed class TaskQueueConfigRpcs(HistoryEngine engine, QueueConfigs configs) : IRpcGroup
{
    private const int MostOverrides = 1_000;

    public void Register(RpcTable table) => table.Workflow(UpdateTaskQueueConfigRequest.Parser, UpdateAsync);

    private async Task<UpdateTaskQueueConfigResponse> UpdateAsync(UpdateTaskQueueConfigRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var workflows = request.TaskQueueType == TaskQueueType.Workflow;
        if (workflows && request.UpdateQueueRateLimit?.RateLimit is not null)
        {
            throw RpcErrors.InvalidArgument("Setting rate limit on workflow task queues is not allowed.");
        }

        CheckLimit(request.UpdateQueueRateLimit, "UpdateQueueRateLimit");
        if (workflows && request.UpdateFairnessKeyRateLimitDefault?.RateLimit is not null)
        {
            throw RpcErrors.InvalidArgument("Setting fairness key rate limit on workflow task queues is not allowed.");
        }

        CheckLimit(request.UpdateFairnessKeyRateLimitDefault, "UpdateFairnessKeyRateLimitDefault");
        RequestChecks.Length(request.Identity, "Identity");
        CheckWeights(request);
        RequestChecks.TaskQueue(new TaskQueue { Name = request.TaskQueue });
        var key = new QueueKey(request.Namespace, request.TaskQueue, request.TaskQueueType);
        return new UpdateTaskQueueConfigResponse { Config = await configs.ChangeAsync(key, config => Change(config, request)) };
    }

    private void Change(TaskQueueConfig config, UpdateTaskQueueConfigRequest request)
    {
        if (request.UpdateQueueRateLimit is { } queue)
        {
            config.QueueRateLimit = Limit(queue, request.Identity);
        }

        if (request.UpdateFairnessKeyRateLimitDefault is { } fairness)
        {
            config.FairnessKeysRateLimitDefault = Limit(fairness, request.Identity);
        }

        foreach (var (name, weight) in request.SetFairnessWeightOverrides)
        {
            config.FairnessWeightOverrides[name] = weight;
        }

        foreach (var name in request.UnsetFairnessWeightOverrides)
        {
            config.FairnessWeightOverrides.Remove(name);
        }
    }

    private RateLimitConfig Limit(UpdateTaskQueueConfigRequest.Types.RateLimitUpdate update, string identity) => new()
    {
        RateLimit = update.RateLimit,
        Metadata = new ConfigMetadata { Reason = update.Reason, UpdateIdentity = identity, UpdateTime = engine.Clock.GetUtcNow().ToProto() },
    };

    private static void CheckLimit(UpdateTaskQueueConfigRequest.Types.RateLimitUpdate? update, string label)
    {
        if (update?.RateLimit is { RequestsPerSecond: < 0 })
        {
            throw RpcErrors.InvalidArgument($"RequestsPerSecond for {label} rate limit must be non-negative.");
        }

        if (update?.Reason.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument($"{label}.Reason field too long (max {Limits.MaxIdLength} characters).");
        }
    }

    private static void CheckWeights(UpdateTaskQueueConfigRequest request)
    {
        var total = request.SetFairnessWeightOverrides.Count + request.UnsetFairnessWeightOverrides.Count;
        if (total > MostOverrides)
        {
            throw RpcErrors.InvalidArgument($"too many fairness weight overrides in request: got {total}, maximum {MostOverrides}");
        }

        if (request.SetFairnessWeightOverrides.ContainsKey("") || request.UnsetFairnessWeightOverrides.Contains(""))
        {
            throw RpcErrors.InvalidArgument("Fairness weight override key must not be empty.");
        }

        if (request.SetFairnessWeightOverrides.Keys.Concat(request.UnsetFairnessWeightOverrides).Any(k => k.Length > Limits.FairnessKeyLength))
        {
            throw RpcErrors.InvalidArgument(RequestChecks.FairnessKeyTooLong);
        }

        if (request.SetFairnessWeightOverrides.FirstOrDefault(w => w.Value <= 0).Key is { } key)
        {
            throw RpcErrors.InvalidArgument($"invalid fairness weight weight for key \"{key}\": {RequestChecks.BadFairnessWeight}");
        }

        if (request.UnsetFairnessWeightOverrides.FirstOrDefault(request.SetFairnessWeightOverrides.ContainsKey) is { } both)
        {
            throw RpcErrors.InvalidArgument($"fairness weight override key \"{both}\" present in both set and unset lists");
        }
    }
}
