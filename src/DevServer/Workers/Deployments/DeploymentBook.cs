using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Workers.Sets;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>All worker deployments. Changes are rare and go one at a time; what task queues ask is answered without a lock.</summary>
internal sealed class DeploymentBook(IStore store, TimeProvider clock)
{
    private const string Kind = "deployment";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Namespace, string Name), DeploymentRecord> _records = new();
    private readonly ConcurrentDictionary<(string Namespace, string Queue, TaskQueueType Type), QueueVersions> _queues = new();
    private readonly ConcurrentDictionary<(string Namespace, string Version, string Queue, TaskQueueType Type), bool> _registered = new();

    /// <summary>The routing of a namespace has changed: waiting tasks may belong elsewhere. Raised outside of the lock.</summary>
    public event Action<string>? RoutingChanged;

    /// <summary>The older way of versioning, beside deployments.</summary>
    public VersionSetBook Sets { get; } = new(store);

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Load()
    {
        Sets.Load();
        foreach (var (_, bytes) in store.LoadRecords(Kind))
        {
            var record = DeploymentRecord.FromBytes(bytes);
            _records[(record.Namespace, record.Name)] = record;
        }

        if (_records.IsEmpty)
        {
            return;
        }

        foreach (var @namespace in _records.Keys.Select(k => k.Namespace).Distinct())
        {
            Recompute(@namespace);
        }
    }

    public QueueVersions? Queue(string @namespace, string queue, TaskQueueType type) =>
        _queues.IsEmpty ? null : _queues.GetValueOrDefault((@namespace, queue, type));

    /// <summary>A worker of this version polls this queue. Cheap when that is known.</summary>
    public Task RegisterAsync(string @namespace, WorkerDeploymentOptions options, string queue, TaskQueueType type)
    {
        var version = $"{options.DeploymentName}.{options.BuildId}";
        if (_registered.ContainsKey((@namespace, version, queue, type)))
        {
            return Task.CompletedTask;
        }

        return ChangeAsync(@namespace, options.DeploymentName, create: true, record =>
        {
            if (!record.Versions.TryGetValue(options.BuildId, out var found))
            {
                found = record.Add(options.BuildId, WorkerDeploymentVersionStatus.Inactive, Now);
            }
            else if (found.Info.Status == WorkerDeploymentVersionStatus.Created)
            {
                found.Info.Status = WorkerDeploymentVersionStatus.Inactive;
            }

            if (!found.Polls(queue, type))
            {
                found.Info.TaskQueueInfos.Add(new WorkerDeploymentVersionInfo.Types.VersionTaskQueueInfo { Name = queue, Type = type });
            }

            _registered[(@namespace, version, queue, type)] = true;
            return true;
        });
    }

    /// <summary>Reads under the lock; the messages in the result must be copies.</summary>
    public T Read<T>(string @namespace, string name, Func<DeploymentRecord, T> read)
    {
        lock (_gate)
        {
            return read(Require(@namespace, name));
        }
    }

    public List<T> ReadAll<T>(string @namespace, Func<DeploymentRecord, T> read)
    {
        lock (_gate)
        {
            return [.. _records.Values.Where(r => r.Namespace == @namespace).OrderByDescending(r => r.Info.CreateTime.ToDateTimeOffset()).Select(read)];
        }
    }

    public bool Contains(string @namespace, string name) => _records.ContainsKey((@namespace, name));

    /// <summary>Applies a change and stores it. A change that throws must not have changed anything.</summary>
    public async Task<T> ChangeAsync<T>(string @namespace, string name, bool create, Func<DeploymentRecord, T> change)
    {
        T result;
        Task commit;
        lock (_gate)
        {
            var record = create && !Contains(@namespace, name) ? DeploymentRecord.Create(@namespace, name, Now) : Require(@namespace, name);
            result = change(record);
            _records[(@namespace, name)] = record;
            commit = Save(record, record.ToBytes());
            Recompute(@namespace);
        }

        RoutingChanged?.Invoke(@namespace);
        await commit;
        return result;
    }

    public Task AddAsync(DeploymentRecord record)
    {
        lock (_gate)
        {
            _records[(record.Namespace, record.Name)] = record;
            return Save(record, record.ToBytes());
        }
    }

    public Task RemoveAsync(string @namespace, string name)
    {
        lock (_gate)
        {
            return _records.TryRemove((@namespace, name), out var record) ? Save(record, null) : Task.CompletedTask;
        }
    }

    /// <summary>A version was deleted: a worker that polls again registers it anew.</summary>
    public void Forget(string @namespace, string version)
    {
        foreach (var key in _registered.Keys.Where(k => k.Namespace == @namespace && k.Version == version))
        {
            _registered.TryRemove(key, out _);
        }
    }

    private DeploymentRecord Require(string @namespace, string name) => _records.GetValueOrDefault((@namespace, name))
        ?? throw RpcErrors.NotFound($"no Worker Deployment found with name '{name}'; does your Worker Deployment have pollers?");

    private Task Save(DeploymentRecord record, byte[]? value)
    {
        var write = new StoreWrite();
        write.Records.Add(new RecordWrite(Kind, record.Key, value));
        return store.CommitAsync(write);
    }

    private void Recompute(string @namespace)
    {
        var records = _records.Values.Where(r => r.Namespace == @namespace).ToList();
        var queues = records.SelectMany(r => r.Versions.Values).SelectMany(v => v.Info.TaskQueueInfos).Select(q => (q.Name, q.Type)).ToHashSet();
        foreach (var (name, type) in queues)
        {
            _queues[(@namespace, name, type)] = Compute(records, name, type);
        }

        foreach (var gone in _queues.Keys.Where(k => k.Namespace == @namespace && !queues.Contains((k.Queue, k.Type))))
        {
            _queues.TryRemove(gone, out _);
        }
    }

    /// <summary>The deployment that changed last decides, as long as this queue belongs to the version it names.</summary>
    private static QueueVersions Compute(List<DeploymentRecord> records, string queue, TaskQueueType type)
    {
        var members = records.SelectMany(r => r.Versions.Values).Where(v => v.Polls(queue, type)).Select(v => v.Info.Version).ToHashSet();
        var result = new QueueVersions(members, null, default, null, 0, default);
        foreach (var routing in records.Select(r => r.Routing))
        {
            if (routing.CurrentDeploymentVersion is { } current && members.Contains(VersionName.Old(current)) &&
                routing.CurrentVersionChangedTime.ToDateTimeOffset() is var since && since > result.CurrentSince)
            {
                result = result with { Current = current, CurrentSince = since };
            }

            var ramping = routing.RampingDeploymentVersion;
            var concerns = ramping is not null
                ? members.Contains(VersionName.Old(ramping))
                : routing.RampingVersion == VersionName.Unversioned && members.Contains(routing.CurrentVersion);
            if (concerns && routing.RampingVersionPercentageChangedTime.ToDateTimeOffset() is var rampSince && rampSince > result.RampSince)
            {
                result = result with { Ramping = ramping, Percentage = routing.RampingVersionPercentage, RampSince = rampSince };
            }
        }

        return result;
    }
}
