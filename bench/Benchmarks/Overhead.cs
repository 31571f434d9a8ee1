using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace BackgroundAgent.Benchmarks;

/// <summary>Times come from the task's own history.</summary>
internal static class Overhead
{
    private const int Tasks = 7;
    private const double FirstPushLimit = 2;
    private const double AttemptLimit = 1.5;

    /// <summary>Every failure must be another one, else the task stops for want of progress.</summary>
    private const string Agent = "case $BGAGENT_ATTEMPT in 1) echo alpha;; 2) echo beta;; *) echo done;; esac > attempt.txt";

    private const string Ci = "echo \"attempt.txt:1: error: $(cat attempt.txt)\"; grep -q done attempt.txt";

    public static async Task RunAsync()
    {
        await using var scene = await Scene.StartAsync();
        var first = new List<double>();
        var further = new List<double>();
        for (var task = 0; task < Tasks; task++)
        {
            var handle = await scene.EnqueueAsync($"bench-{task}", Agent, Ci);
            var result = await handle.GetResultAsync();
            if (result.Status.State != TaskState.Green)
            {
                throw new InvalidOperationException($"{handle.Id} ended {result.Status.State} {result.Status.Reason}: {result.Status.Detail}");
            }

            var (started, pushes) = await PushesAsync(handle);
            first.Add((pushes[0] - started).TotalSeconds);
            further.AddRange(pushes.Zip(pushes.Skip(1), (before, after) => (after - before).TotalSeconds));
        }

        Figures.Print("enqueue to first push", first, "s", FirstPushLimit);
        Figures.Print("push to next push, with local CI's checkout and an empty patcher in it", further, "s", AttemptLimit);
    }

    private static async Task<(DateTime Started, List<DateTime> Pushes)> PushesAsync(WorkflowHandle handle)
    {
        var history = await handle.FetchHistoryAsync();
        var scheduled = history.Events
            .Where(entry => entry.ActivityTaskScheduledEventAttributes?.ActivityType.Name == "Push")
            .Select(entry => entry.EventId)
            .ToHashSet();
        var pushes = history.Events
            .Where(entry => entry.EventType == EventType.ActivityTaskCompleted && scheduled.Contains(entry.ActivityTaskCompletedEventAttributes.ScheduledEventId))
            .Select(entry => entry.EventTime.ToDateTime())
            .ToList();
        return (history.Events.First().EventTime.ToDateTime(), pushes);
    }
}
