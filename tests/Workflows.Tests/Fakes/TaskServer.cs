using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.TestKit.Temporal;
using Temporalio.Client;
using Temporalio.Worker;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>A server and a worker of the task workflow with fake activities, shared by all tests.</summary>
public class TaskServer : TemporalServerFixture
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<(TemporalWorker Worker, Task Run)> workers = [];

    public TaskServer()
        : this(new TemporalServerSettings())
    {
    }

    protected TaskServer(TemporalServerSettings settings)
        : base(settings with
        {
            SearchAttributes =
            [
                SearchAttributeNames.Repository, SearchAttributeNames.Kind, SearchAttributeNames.State,
                SearchAttributeNames.Attempt, SearchAttributeNames.Reason,
            ],
            DynamicConfig = ["limit.historyCount.suggestContinueAsNew=400"],
        })
    {
    }

    /// <summary>Task queue of the one host that is alive.</summary>
    public string HostQueue { get; } = $"host-{Guid.NewGuid():N}";

    public string SharedQueue { get; } = $"shared-{Guid.NewGuid():N}";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        StartWorker(SharedQueue, workflows: true);
        StartWorker(HostQueue, workflows: false);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await stop.CancelAsync();
        foreach (var (worker, run) in workers)
        {
            await run.ContinueWith(_ => { }, TaskScheduler.Default);
            worker.Dispose();
        }

        stop.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>A task that is running.</summary>
    internal async Task<RunningTask> StartAsync(Action<Scenario>? arrange = null, Func<TaskSpec, TaskSpec>? change = null)
    {
        var taskId = $"t-{Guid.NewGuid():N}";
        var scenario = new Scenario(taskId, HostQueue);
        arrange?.Invoke(scenario);
        var spec = new TaskSpec
        {
            TaskId = taskId,
            Title = "Upgrade lodash",
            Kind = TaskKind.Prompt,
            Repository = new RepositoryRef("local", "/repositories/sample"),
            RequestedBy = "ann",
        };
        spec = change?.Invoke(spec) ?? spec;
        var options = AgentTaskStart.Options(spec);
        options.TaskQueue = SharedQueue;
        var handle = await Client.StartWorkflowAsync((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec }), options);
        return new RunningTask(this, handle, scenario);
    }

    private void StartWorker(string queue, bool workflows)
    {
        var options = new TemporalWorkerOptions(queue)
        {
            MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(50),
            DefaultHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(50),
        };
        options.AddAllActivities(new FakeActivities(HostQueue));
        if (workflows)
        {
            options.AddAllActivities(new FakeNightlyActivities());
            options.AddAllActivities(new FakeMaintenanceActivities());
            foreach (var type in AgentWorkflows.All)
            {
                options.AddWorkflow(type);
            }
        }

        var worker = new TemporalWorker(Client, options);
        workers.Add((worker, worker.ExecuteAsync(stop.Token)));
    }
}
