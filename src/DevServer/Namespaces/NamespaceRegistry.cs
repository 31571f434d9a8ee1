using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Storage;
using Temporalio.Api.Namespace.V1;
using Temporalio.Api.Replication.V1;

namespace BackgroundAgent.DevServer.Namespaces;

/// <summary>The namespaces of the server.</summary>
internal sealed class NamespaceRegistry(IStore store)
{
    public const string SystemNamespace = "temporal-system";

    private const string Kind = "namespace";

    private readonly Lock _changes = new();
    private readonly ConcurrentDictionary<string, NamespaceRecord> _byName = new(StringComparer.Ordinal);

    public IEnumerable<NamespaceRecord> All => _byName.Values.OrderBy(n => n.Name, StringComparer.Ordinal);

    public void Load()
    {
        foreach (var (_, bytes) in store.LoadRecords(Kind))
        {
            var record = NamespaceRecord.FromBytes(bytes);
            _byName[record.Name] = record;
        }
    }

    public NamespaceRecord? Find(string name) => _byName.GetValueOrDefault(name);

    public NamespaceRecord? FindById(string id) => _byName.Values.FirstOrDefault(n => n.Id == id);

    public NamespaceRecord Require(string name)
    {
        if (name.Length == 0)
        {
            throw Rpc.RpcErrors.InvalidArgument("Namespace not set on request.");
        }

        return Find(name) ?? throw Rpc.RpcErrors.NamespaceNotFound(name);
    }

    /// <summary>Adds a namespace; false when the name is taken.</summary>
    public bool TryAdd(string name, TimeSpan retention, Action<DescribeNamespaceResponse>? configure, out Task commit)
    {
        var description = new DescribeNamespaceResponse
        {
            NamespaceInfo = new NamespaceInfo
            {
                Name = name,
                Id = Guid.NewGuid().ToString(),
                State = NamespaceState.Registered,
                SupportsSchedules = true,
            },
            Config = new NamespaceConfig
            {
                WorkflowExecutionRetentionTtl = Duration.FromTimeSpan(retention),
                HistoryArchivalState = ArchivalState.Disabled,
                VisibilityArchivalState = ArchivalState.Disabled,
                BadBinaries = new BadBinaries(),
            },
            ReplicationConfig = new NamespaceReplicationConfig
            {
                ActiveClusterName = ServerIdentity.ClusterName,
                State = ReplicationState.Normal,
                Clusters = { new ClusterReplicationConfig { ClusterName = ServerIdentity.ClusterName } },
            },
        };
        configure?.Invoke(description);
        var record = new NamespaceRecord(description);
        if (!_byName.TryAdd(name, record))
        {
            commit = Task.CompletedTask;
            return false;
        }

        commit = SaveAsync(record);
        return true;
    }

    /// <summary>
    /// Changes a copy of the namespace's search attributes, publishes and stores it. One change at a time: two that start from the same
    /// set would lose one of them. A change that throws leaves everything as it was.
    /// </summary>
    public Task ChangeSearchAttributesAsync(NamespaceRecord record, Action<Dictionary<string, IndexedValueType>> change)
    {
        lock (_changes)
        {
            var changed = record.SearchAttributes.ToDictionary();
            change(changed);
            record.SearchAttributes = changed;

            // Handed to the writer in order here; waited for by the caller, outside the lock.
            return SaveAsync(record);
        }
    }

    public Task SaveAsync(NamespaceRecord record)
    {
        var write = new StoreWrite();
        write.Records.Add(new RecordWrite(Kind, record.Name, record.ToBytes()));
        return store.CommitAsync(write);
    }

    public Task RemoveAsync(NamespaceRecord record)
    {
        _byName.TryRemove(record.Name, out _);
        var write = new StoreWrite();
        write.Records.Add(new RecordWrite(Kind, record.Name, null));
        return store.CommitAsync(write);
    }
}
