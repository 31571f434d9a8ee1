using BackgroundAgent.Contracts.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Extensions.Hosting;

namespace BackgroundAgent.Worker.Workers;

/// <summary>
/// Two Temporal workers: one on the shared queue for workflows and what any host can do, one on this host's own queue for what needs
/// the work tree that lies here.
/// </summary>
internal static class TemporalWorkers
{
    /// <summary>Cancellation reaches an activity with its next heartbeat that is really sent; a person who cancels waits for it.</summary>
    private static readonly TimeSpan LongestHeartbeatThrottle = TimeSpan.FromSeconds(2);

    public static void AddTemporalWorkers(this IServiceCollection services, WorkerSettings settings, string host, WorkerTypes types)
    {
        services.AddSingleton<TaskEndings>();
        var shared = services.AddHostedTemporalWorker(Naming.SharedTaskQueue);
        foreach (var workflow in types.Workflows)
        {
            shared.AddWorkflow(workflow);
        }

        foreach (var activities in types.SharedActivities)
        {
            shared.AddSingletonActivities(activities);
        }

        shared.ConfigureOptions().Configure<TaskEndings>((options, endings) =>
        {
            Tune(options, settings);
            options.Interceptors = [endings];
        });

        var own = services.AddHostedTemporalWorker(Naming.HostTaskQueue(host));
        foreach (var activities in types.HostActivities)
        {
            own.AddSingletonActivities(activities);
        }

        own.ConfigureOptions().Configure(options => Tune(options, settings));
    }

    private static void Tune(TemporalWorkerServiceOptions options, WorkerSettings settings)
    {
        options.MaxConcurrentActivities = settings.MaxConcurrentActivities;
        options.MaxCachedWorkflows = settings.CachedTasks;
        // More than the processors can run at once would be taken from the server only to time out here.
        options.MaxConcurrentWorkflowTasks = Math.Max(4, 2 * Environment.ProcessorCount);
        options.MaxConcurrentActivityTaskPolls = settings.Polls;
        // The SDK needs two: one for the sticky queue, one for the normal one.
        options.MaxConcurrentWorkflowTaskPolls = Math.Max(2, settings.Polls);
        options.GracefulShutdownTimeout = settings.ShutdownTimeout;
        options.MaxHeartbeatThrottleInterval = LongestHeartbeatThrottle;
        options.DefaultHeartbeatThrottleInterval = LongestHeartbeatThrottle;
    }
}
