using System.Collections.Concurrent;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Worker;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Activities;
using Temporalio.Extensions.Hosting;
using Temporalio.Worker.Interceptors;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>
/// A worker that dies inside an activity has done its work and told nobody; one that dies after it comes back with an empty memory. Here
/// the first is an activity that is done and then fails, the second is a worker that keeps no workflow in memory, so that each step is
/// replayed from history. Killed processes are in <see cref="GitHubKillTests"/>.
/// </summary>
public sealed class CrashTests
{
    private static readonly string[] Points =
    [
        "ChooseHost/1", "Prepare/1", "Patch/1", "Guard/1", "Commit/1", "Push/1", "EnsurePullRequest/1", "ReadCi/1", "Classify/1",
        "Patch/2", "Commit/2", "Push/2", "EnsurePullRequest/2", "Guard/3", "CompareTests/1", "EnsurePullRequest/3", "WriteReport/1", "Notify/1", "CleanUp/1",
    ];

    /// <summary>Activities that the plain story does not come to.</summary>
    private static readonly (CrashStory Story, string Point)[] Others =
    [
        (CrashStory.Flaky, "Rerun/1"), (CrashStory.Flaky, "Classify/1"), (CrashStory.Behind, "UpdateBranch/1"), (CrashStory.Behind, "Push/2"),
        (CrashStory.Behind, "EnsurePullRequest/3"), (CrashStory.Cancelled, "CancelCi/1"), (CrashStory.Cancelled, "EnsurePullRequest/2"),
    ];

    [Fact]
    public async Task Run_CrashInTheOtherStories_LeavesTheSameLedger()
    {
        var crash = new Crash();
        await using var scene = SceneWith(crash);
        await scene.InitializeAsync();
        var stories = Others.Select(other => other.Story).Distinct().Select(story => (Story: story, Point: "")).Concat(Others).ToList();

        var ends = await Task.WhenAll(stories.Select(one => one.Story.RunAsync(scene, workflow => crash.At[workflow] = one.Point)));

        foreach (var ((story, point), ledger) in stories.Zip(ends))
        {
            var calm = ends[stories.IndexOf((story, ""))];
            Assert.True(calm.SequenceEqual(ledger), $"{story.Name} {point}:\n{string.Join('\n', ledger)}\ninstead of\n{string.Join('\n', calm)}");
        }

        Assert.Equal(Others.Select(other => other.Point).Order(StringComparer.Ordinal), crash.Happened.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_CrashInsideEachActivity_LeavesTheSameLedger()
    {
        var crash = new Crash();
        await using var scene = SceneWith(crash);
        await scene.InitializeAsync();

        var ends = await Task.WhenAll(Points.Prepend("").Select(async point =>
        {
            var repository = await scene.RepositoryAsync();
            var name = repository.FullName.Split('/')[1];
            crash.At[Naming.WorkflowId(name)] = point;
            var result = await Scene.EndAsync(await scene.StartAsync(repository, name));
            return (result.Status.State, Ledger: scene.GitHub.Ledger.Of(repository.FullName).Select(what => what.Replace(name, "", StringComparison.Ordinal)).ToList());
        }));

        foreach (var (point, (state, ledger)) in Points.Prepend("").Zip(ends))
        {
            Assert.True(state == TaskState.Green, $"{point}: {state}");
            Assert.True(ends[0].Ledger.SequenceEqual(ledger), $"{point}:\n{string.Join('\n', ledger)}\ninstead of\n{string.Join('\n', ends[0].Ledger)}");
        }

        Assert.Equal(Points.Order(StringComparer.Ordinal), crash.Happened.Order(StringComparer.Ordinal));
    }

    private static GitHubScene SceneWith(Crash crash) => new(new AllInOneOptions
    {
        DataDirectory = "",
        ConfigureServices = services => services.PostConfigureAll<TemporalWorkerServiceOptions>(worker =>
        {
            worker.Interceptors = [.. worker.Interceptors ?? [], crash];
            worker.MaxCachedWorkflows = 0;
        }),
    });

    /// <summary>Does the work of one activity of a workflow and then loses its result, once.</summary>
    private sealed class Crash : IWorkerInterceptor
    {
        private readonly ConcurrentDictionary<string, int> counts = new();

        /// <summary>Which one of its type in its workflow an activity is.</summary>
        private readonly ConcurrentDictionary<string, int> numbers = new();

        /// <summary>Workflows that had their crash.</summary>
        private readonly ConcurrentDictionary<string, string> crashed = new();

        public ConcurrentDictionary<string, string> At { get; } = new();

        public ConcurrentQueue<string> Happened { get; } = new();

        public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, this);

        /// <summary>The activity to crash in, on whichever attempt it succeeds first: under load one may fail for a reason of its own.</summary>
        private bool IsHere(ActivityInfo info)
        {
            if (info.WorkflowId is not { } workflow || !At.TryGetValue(workflow, out var point))
            {
                return false;
            }

            var number = numbers.GetOrAdd(
                $"{info.WorkflowRunId}/{info.ActivityId}", _ => counts.AddOrUpdate($"{workflow}/{info.ActivityType}", 1, (_, count) => count + 1));
            return point == $"{info.ActivityType}/{number}";
        }

        private sealed class Inbound(ActivityInboundInterceptor next, Crash crash) : ActivityInboundInterceptor(next)
        {
            public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
            {
                var info = ActivityExecutionContext.Current.Info;
                var here = crash.IsHere(info);
                var result = await base.ExecuteActivityAsync(input);
                if (here && crash.crashed.TryAdd(info.WorkflowId!, info.ActivityType))
                {
                    crash.Happened.Enqueue(crash.At[info.WorkflowId!]);
                    throw new IOException("the worker died before it could tell");
                }

                return result;
            }
        }
    }
}
