using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.DevServer;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Worker;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>
/// A host that is gone for good, on a server of its own whose clock is put forward: nobody polls the host's queue, the schedule-to-start
/// timeout notices, another host prepares again. Skipped time cannot show it, since work that waits for a worker holds time there.
/// </summary>
public sealed class LostHostTests : IAsyncLifetime
{
    private const string Gone = "host-gone";
    private const string Alive = "host-alive";
    private const string Shared = "shared";

    private readonly ForwardClock clock = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> working = [];
    private EmbeddedServer? server;
    private TemporalClient? client;

    [Fact]
    public async Task Run_HostGoneBeforeItPrepares_AnotherHostDoesItAll()
    {
        var (handle, scenario) = await StartAsync(_ => { });
        await ScheduledAsync(handle, "Prepare", Gone);

        await HostIsMissedAsync(handle);

        var result = await handle.GetResultAsync().WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Green, result.Status.State);
        Assert.Equal((2, 1, 1), (scenario.Count("ChooseHost"), scenario.Count("Prepare"), scenario.Count("Push")));
    }

    [Fact]
    public async Task Run_HostGoneAfterAPush_GoesOnFromThePushedCommitElsewhere()
    {
        using var host = new CancellationTokenSource();
        Work(Gone, workflows: false, host.Token);
        Hold? hold = null;
        var (handle, scenario) = await StartAsync(scenario =>
        {
            scenario.GreenFrom = 2;
            hold = scenario.HoldAt("Classify");
        });
        await hold!.Entered.WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        await host.CancelAsync();
        await working[^1];
        hold.Release();
        await ScheduledAsync(handle, "Patch", Gone, count: 2);

        await HostIsMissedAsync(handle);

        var result = await handle.GetResultAsync().WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        Assert.Equal((TaskState.Green, 2), (result.Status.State, result.Attempts.Count));
        Assert.Equal((2, 2), (scenario.Count("Prepare"), scenario.Count("Push")));
    }

    public async ValueTask InitializeAsync()
    {
        var options = new EmbeddedServerOptions { TimeProvider = clock };
        foreach (var name in new[] { SearchAttributeNames.Repository.Name, SearchAttributeNames.Kind.Name, SearchAttributeNames.State.Name, SearchAttributeNames.Reason.Name })
        {
            options.SearchAttributes[name] = "Keyword";
        }

        options.SearchAttributes[SearchAttributeNames.Attempt.Name] = "Int";
        server = await EmbeddedServer.StartAsync(options);
        client = await TemporalClient.ConnectAsync(new(server.Address));
        Work(Shared, workflows: true, stop.Token);
        Work(Alive, workflows: false, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(working);
        await server!.DisposeAsync();
        stop.Dispose();
    }

    private async Task<(WorkflowHandle<IAgentTask, TaskResult> Handle, Scenario Scenario)> StartAsync(Action<Scenario> arrange)
    {
        var chosen = 0;
        var scenario = new Scenario($"t-{Guid.NewGuid():N}", Alive) { Host = () => Interlocked.Increment(ref chosen) == 1 ? Gone : Alive };
        arrange(scenario);
        var spec = new TaskSpec { TaskId = scenario.TaskId, Title = "Lost", Kind = TaskKind.Prompt, Repository = new RepositoryRef("local", "/repositories/sample") };
        var options = AgentTaskStart.Options(spec);
        options.TaskQueue = Shared;
        return (await client!.StartWorkflowAsync((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec }), options), scenario);
    }

    private void Work(string queue, bool workflows, CancellationToken until)
    {
        var options = new TemporalWorkerOptions(queue).AddAllActivities(new FakeActivities(Alive));
        foreach (var type in workflows ? AgentWorkflows.All : [])
        {
            options.AddWorkflow(type);
        }

        var worker = new TemporalWorker(client!, options);
        working.Add(worker.ExecuteAsync(until).ContinueWith(_ => worker.Dispose(), TaskScheduler.Default));
    }

    private static Task ScheduledAsync(WorkflowHandle handle, string activity, string queue, int count = 1) => Eventually(
        async () => (await handle.FetchHistoryAsync()).Events.Count(e => e.EventType == EventType.ActivityTaskScheduled
            && e.ActivityTaskScheduledEventAttributes is { } scheduled && scheduled.ActivityType.Name == activity && scheduled.TaskQueue.Name == queue) >= count,
        $"{activity} to wait for {queue}");

    /// <summary>The server looks at its deadlines again when something happens to the task.</summary>
    private async Task HostIsMissedAsync(WorkflowHandle<IAgentTask, TaskResult> handle)
    {
        clock.PutForward(ActivityCalls.HostGone + TimeSpan.FromSeconds(1));
        await handle.SignalAsync(task => task.CiReportedAsync(new Contracts.Ci.CiEvent("wake", "none", "test")));
    }

    private static Task Eventually(Func<Task<bool>> condition, string what)
        => TestKit.Eventually.IsAsync(what, condition, seen => seen, TimeSpan.FromSeconds(40));
}
