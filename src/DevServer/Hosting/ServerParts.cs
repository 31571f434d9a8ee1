using BackgroundAgent.DevServer.Batches;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Namespaces;
using BackgroundAgent.DevServer.Nexus.Endpoints;
using BackgroundAgent.DevServer.Nexus.Tasks;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Rpc.Groups;
using BackgroundAgent.DevServer.Schedules;
using BackgroundAgent.DevServer.Standalone;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Tasks;
using BackgroundAgent.DevServer.Time;
using BackgroundAgent.DevServer.Workers;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Hosting;

/// <summary>Everything of a server but its ports.</summary>
internal sealed class ServerParts : IAsyncDisposable
{
    private readonly RetentionSweep _retention;
    private readonly StandaloneTasks _standaloneTasks;
    private readonly BatchRunner _batches;

    private ServerParts(EmbeddedServerOptions options, IStore store)
    {
        Store = store;
        var clock = new ServerClock(options.TimeProvider);
        Namespaces = new NamespaceRegistry(store);
        Settings = new DynamicSettings(options.DynamicConfig);
        Engine = new HistoryEngine(store, clock, Namespaces, Settings)
        {
            SuggestEvents = Settings.Number("limit.historyCount.suggestContinueAsNew", (int)Limits.SuggestEvents),
        };
        if (options.TimeSkipping)
        {
            Engine.Skipper.TurnOn(options.TimeLocked);
        }

        Drainage = new Drainage(Engine, Settings);
        Identity = new ServerIdentity(options.DatabaseFile is null ? "memory" : "sqlite");
        Queries = new QueryDesk(Engine);
        Workers = new WorkerRegistry(clock);
        Schedules = new ScheduleBook(Engine);
        Standalone = new StandaloneBook(Engine);
        _standaloneTasks = new StandaloneTasks(Standalone);
        QueueConfigs = new QueueConfigs(store, Engine.Matching);
        _batches = new BatchRunner(Engine, Settings);
        _retention = new RetentionSweep(Engine);
        Table = new RpcTable();
        foreach (var group in Groups())
        {
            group.Register(Table);
        }
    }

    public IStore Store { get; }

    public NamespaceRegistry Namespaces { get; }

    public HistoryEngine Engine { get; }

    public ServerIdentity Identity { get; }

    public QueryDesk Queries { get; }

    public WorkerRegistry Workers { get; }

    public ScheduleBook Schedules { get; }

    public StandaloneBook Standalone { get; }

    public QueueConfigs QueueConfigs { get; }

    public Drainage Drainage { get; }

    public DynamicSettings Settings { get; }

    public RpcTable Table { get; }

    public static ServerParts Create(EmbeddedServerOptions options)
    {
        IStore store = options.DatabaseFile is null ? new MemoryStore() : new SqliteStore(options.DatabaseFile);
        var parts = new ServerParts(options, store);
        parts.Namespaces.Load();
        parts.AddNamespaces(options);
        parts.Engine.Deployments.Load();
        parts.Engine.Rules.Load();
        parts.QueueConfigs.Load();
        parts.Engine.Nexus.Endpoints.Load();
        Recovery.Run(parts.Engine, store, options.EndedWorkers);
        parts.Engine.Nexus.Callbacks.Resume();
        parts.Schedules.Load();
        parts.Standalone.Load();
        parts._batches.Load();
        parts._retention.Start();
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        _retention.Dispose();
        Engine.Deadlines.Dispose();
        await Store.DisposeAsync();
    }

    private IEnumerable<IRpcGroup> Groups() =>
    [
        new SystemRpcs(Identity),
        new NamespaceRpcs(Namespaces, Settings),
        new StartRpcs(Engine),
        new SignalRpcs(Engine),
        new WorkflowTaskRpcs(Engine, Queries),
        new ActivityTaskRpcs(Engine, _standaloneTasks),
        new ActivityByIdRpcs(Engine, Standalone, _standaloneTasks),
        new HistoryRpcs(Engine),
        new UpdateRpcs(Engine),
        new DescribeRpcs(Engine),
        new VisibilityRpcs(Engine),
        new ScheduleRpcs(Engine, Schedules),
        new OperatorRpcs(Engine, Identity),
        new TaskQueueRpcs(Engine, QueueConfigs),
        new TaskQueueConfigRpcs(Engine, QueueConfigs),
        new OldVersioningRpcs(Engine),
        new VersionSetRpcs(Engine, Settings),
        new WorkflowRuleRpcs(Engine, Settings),
        new StandaloneRpcs(Engine, Standalone),
        new ActivityControlRpcs(Engine),
        new ExecutionControlRpcs(Engine, Settings),
        new BatchRpcs(Engine, _batches),
        new WorkerRpcs(Engine, Workers),
        new DeploymentRpcs(Engine, Drainage),
        new DeploymentVersionRpcs(Engine, Drainage),
        new EndpointRpcs(Engine.Nexus.Endpoints, new EndpointChecks(Namespaces, Engine.Nexus.Limits)),
        new NexusTaskRpcs(Engine, Engine.Nexus.Desk, new WorkerAnswers(Engine.Nexus.Limits), Workers),
        new TestServiceRpcs(Engine),
        new UnavailableRpcs(),
    ];

    private void AddNamespaces(EmbeddedServerOptions options)
    {
        var attributes = options.SearchAttributes.ToDictionary(a => a.Key, a => SearchAttributeType.Parse(a.Value));
        Namespaces.TryAdd(NamespaceRegistry.SystemNamespace, TimeSpan.FromDays(7), BuiltInSystem, out _);
        foreach (var name in options.Namespaces.Append("default").Distinct(StringComparer.Ordinal))
        {
            Namespaces.TryAdd(name, options.Retention, d => d.ReplicationConfig.State = ReplicationState.Unspecified, out _);
            var record = Namespaces.Find(name)!;
            if (attributes.Count > 0)
            {
                var merged = record.SearchAttributes.ToDictionary();
                foreach (var (attribute, type) in attributes)
                {
                    merged[attribute] = type;
                }

                record.SearchAttributes = merged;
                _ = Namespaces.SaveAsync(record);
            }
        }
    }

    private static void BuiltInSystem(DescribeNamespaceResponse description)
    {
        description.NamespaceInfo.Description = "Temporal internal system namespace";
        description.NamespaceInfo.OwnerEmail = "temporal-core@temporal.io";
        description.ReplicationConfig.State = ReplicationState.Unspecified;
    }
}
