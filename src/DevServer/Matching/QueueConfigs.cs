using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>The settings of task queues that were made through the API; kept in the store.</summary>
internal sealed class QueueConfigs(IStore store, Matcher matcher)
{
    private const string Kind = "task-queue";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<QueueKey, TaskQueueConfig> _configs = new();

    public TaskQueueConfig? Find(QueueKey key) => _configs.GetValueOrDefault(key);

    public void Load()
    {
        foreach (var (text, bytes) in store.LoadRecords(Kind))
        {
            var parts = text.Split('\n');
            Apply(new QueueKey(parts[0], parts[1], System.Enum.Parse<TaskQueueType>(parts[2])), TaskQueueConfig.Parser.ParseFrom(bytes));
        }
    }

    /// <summary>Changes a copy, stores it and puts it into force.</summary>
    public async Task<TaskQueueConfig> ChangeAsync(QueueKey key, Action<TaskQueueConfig> change)
    {
        TaskQueueConfig config;
        Task commit;
        lock (_gate)
        {
            config = Find(key)?.Clone() ?? new TaskQueueConfig();
            change(config);
            var write = new StoreWrite();
            write.Records.Add(new RecordWrite(Kind, $"{key.Namespace}\n{key.Name}\n{key.Type}", config.ToByteArray()));
            commit = store.CommitAsync(write);
            Apply(key, config);
        }

        await commit;
        return config;
    }

    private void Apply(QueueKey key, TaskQueueConfig config)
    {
        _configs[key] = config;
        matcher.Weigh(key, new Dictionary<string, float>(config.FairnessWeightOverrides, StringComparer.Ordinal));
        var (whole, each) = (config.QueueRateLimit?.RateLimit?.RequestsPerSecond, config.FairnessKeysRateLimitDefault?.RateLimit?.RequestsPerSecond);
        if (whole is not null || each is not null || matcher.FindLimit(key) is not null)
        {
            matcher.Limit(key, limit => (limit.Configured, limit.OfEachKey) = (whole, each));
        }
    }
}
