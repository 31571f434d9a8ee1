using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Storage;
using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Nexus.Endpoints;

/// <summary>The Nexus endpoints of the server, kept in the store. An endpoint is never changed in place.</summary>
internal sealed class EndpointBook(IStore store, TimeProvider clock)
{
    private const string Kind = "nexus-endpoint";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Endpoint> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Endpoint> _byName = new(StringComparer.Ordinal);

    public void Load()
    {
        foreach (var (_, bytes) in store.LoadRecords(Kind))
        {
            var endpoint = Endpoint.Parser.ParseFrom(bytes);
            _byId[endpoint.Id] = endpoint;
            _byName[endpoint.Spec.Name] = endpoint;
        }
    }

    public Endpoint? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public Endpoint? FindByName(string name)
    {
        lock (_gate)
        {
            return _byName.GetValueOrDefault(name);
        }
    }

    /// <summary>Ordered by id.</summary>
    public List<Endpoint> All()
    {
        lock (_gate)
        {
            return [.. _byId.Values];
        }
    }

    public async Task<Endpoint> CreateAsync(EndpointSpec spec)
    {
        Endpoint endpoint;
        Task commit;
        lock (_gate)
        {
            if (_byName.ContainsKey(spec.Name))
            {
                throw RpcErrors.AlreadyExists($"error creating Nexus endpoint. Endpoint with name {spec.Name} already registered");
            }

            var id = Guid.NewGuid().ToString();
            endpoint = new Endpoint
            {
                Id = id,
                Version = 1,
                Spec = spec,
                CreatedTime = clock.GetUtcNow().ToProto(),
                UrlPrefix = $"/nexus/endpoints/{id}/services",
            };
            commit = Put(endpoint);
        }

        await commit;
        return endpoint;
    }

    public async Task<Endpoint> UpdateAsync(string id, long version, EndpointSpec spec)
    {
        Endpoint endpoint;
        Task commit;
        lock (_gate)
        {
            if (!_byId.TryGetValue(id, out var previous))
            {
                throw RpcErrors.NotFound($"error updating Nexus endpoint. endpoint ID {id} not found");
            }

            if (version != previous.Version)
            {
                throw RpcErrors.FailedPrecondition($"nexus endpoint version mismatch. received: {version} expected {previous.Version}");
            }

            if (_byName.TryGetValue(spec.Name, out var other) && other.Id != id)
            {
                throw RpcErrors.AlreadyExists($"error updating Nexus endpoint. Endpoint with name {spec.Name} already registered");
            }

            _byName.Remove(previous.Spec.Name);
            endpoint = previous.Clone();
            endpoint.Version++;
            endpoint.Spec = spec;
            endpoint.LastModifiedTime = clock.GetUtcNow().ToProto();
            commit = Put(endpoint);
        }

        await commit;
        return endpoint;
    }

    public Task DeleteAsync(string id)
    {
        lock (_gate)
        {
            if (!_byId.Remove(id, out var endpoint))
            {
                throw RpcErrors.NotFound($"error deleting nexus endpoint with ID: {id}");
            }

            _byName.Remove(endpoint.Spec.Name);
            var write = new StoreWrite();
            write.Records.Add(new RecordWrite(Kind, id, null));
            return store.CommitAsync(write);
        }
    }

    /// <summary>Handed to the store in order, under the lock.</summary>
    private Task Put(Endpoint endpoint)
    {
        _byId[endpoint.Id] = endpoint;
        _byName[endpoint.Spec.Name] = endpoint;
        var write = new StoreWrite();
        write.Records.Add(new RecordWrite(Kind, endpoint.Id, endpoint.ToByteArray()));
        return store.CommitAsync(write);
    }
}
