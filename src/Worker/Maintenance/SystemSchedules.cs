using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.Configuration;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Maintenance;

/// <summary>
/// The schedules of our own: redelivery of failed webhooks, and the janitor. Made where GitHub is set up, changed where the settings changed,
/// deleted where they say never. Whether somebody paused one is left as it is.
/// </summary>
public static class SystemSchedules
{
    /// <summary>Begins the ids; names that people choose for theirs may not begin with what follows <c>bgagent-</c>.</summary>
    public const string Prefix = "bgagent-system-";

    public const string RedeliveryId = Prefix + "redelivery";

    public const string JanitorId = Prefix + "janitor";

    /// <summary>A run that was missed by more is left out: the next one does its work.</summary>
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromHours(1);

    /// <param name="client">Of the namespace.</param>
    /// <param name="configuration">Sections <c>Maintenance</c> and <c>GitHub</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What came of each schedule, in order; empty where GitHub is not set up.</returns>
    /// <exception cref="RpcException">Temporal refused.</exception>
    public static async Task<IReadOnlyList<SystemSchedule>> EnsureAsync(
        ITemporalClient client, IConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var schedules = new List<SystemSchedule>();
        foreach (var (id, every, action) in Wanted(configuration))
        {
            schedules.Add(await EnsureAsync(client, id, every, action, cancellationToken));
        }

        return schedules;
    }

    /// <summary>Those that the settings want and that are not there; changes nothing.</summary>
    /// <returns>Null: GitHub is not set up.</returns>
    /// <exception cref="RpcException">Temporal refused.</exception>
    public static async Task<IReadOnlyList<string>?> MissingAsync(ITemporalClient client, IConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var wanted = Wanted(configuration);
        var missing = new List<string>();
        foreach (var (id, _, _) in wanted.Where(one => one.Every > TimeSpan.Zero))
        {
            try
            {
                await client.GetScheduleHandle(id).DescribeAsync(new RpcOptions { CancellationToken = cancellationToken });
            }
            catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
            {
                missing.Add(id);
            }
        }

        return wanted.Count == 0 ? null : missing;
    }

    /// <summary>The same with the settings of a data directory and the environment.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The settings are wrong.</exception>
    public static Task<IReadOnlyList<SystemSchedule>> EnsureAsync(ITemporalClient client, string dataDirectory, CancellationToken cancellationToken = default)
        => EnsureAsync(client, Settings.Load(new DataLayout(dataDirectory)), cancellationToken);

    /// <summary>What the sweep is told by the settings.</summary>
    public static SweepInput SweepInput(MaintenanceSettings settings)
        => new() { PerDelivery = settings.RedeliveriesPerEvent, PerSweep = settings.RedeliveriesPerSweep };

    /// <summary>What the janitor is told by the settings.</summary>
    public static JanitorInput JanitorInput(MaintenanceSettings settings) => new()
    {
        Repositories = [.. settings.JanitorRepositories],
        Installed = settings.JanitorInstalled,
        Grace = settings.JanitorGrace,
        DryRun = settings.JanitorDryRun,
    };

    /// <summary>Every schedule with its interval, 0 for never; empty where GitHub is not set up.</summary>
    private static IReadOnlyList<(string Id, TimeSpan Every, ScheduleActionStartWorkflow Action)> Wanted(IConfiguration configuration)
    {
        var isApp = configuration["GitHub:AppId"] is { Length: > 0 };
        if (!isApp && configuration["GitHub:Token"] is not { Length: > 0 })
        {
            return [];
        }

        var settings = MaintenanceSettings.Read(configuration);
        return
        [
            // Only an App has deliveries, and only an App says where it is installed.
            (RedeliveryId, isApp ? settings.RedeliverEvery : TimeSpan.Zero, Sweep(settings)),
            (JanitorId, isApp || settings.JanitorRepositories.Count > 0 ? settings.JanitorEvery : TimeSpan.Zero, Janitor(settings)),
        ];
    }

    private static ScheduleActionStartWorkflow Sweep(MaintenanceSettings settings)
    {
        var input = SweepInput(settings);
        return ScheduleActionStartWorkflow.Create(
            (IRedeliverySweep sweep) => sweep.RunAsync(input), new WorkflowOptions("redelivery-sweep", Naming.SharedTaskQueue) { StaticSummary = "failed webhook deliveries, again" });
    }

    private static ScheduleActionStartWorkflow Janitor(MaintenanceSettings settings)
    {
        var input = JanitorInput(settings);
        return ScheduleActionStartWorkflow.Create(
            (IJanitor janitor) => janitor.RunAsync(input), new WorkflowOptions("janitor", Naming.SharedTaskQueue) { StaticSummary = "branches and pull requests without a task" });
    }

    private static async Task<SystemSchedule> EnsureAsync(
        ITemporalClient client, string id, TimeSpan every, ScheduleActionStartWorkflow action, CancellationToken cancellationToken)
    {
        var call = new RpcOptions { CancellationToken = cancellationToken };
        if (every <= TimeSpan.Zero)
        {
            return new SystemSchedule(id, await DeleteAsync(client, id, call));
        }

        var wanted = Make(every, action);
        try
        {
            await client.CreateScheduleAsync(id, wanted, new ScheduleOptions { Rpc = call });
            return new SystemSchedule(id, SystemScheduleOutcome.Created);
        }
        catch (ScheduleAlreadyRunningException)
        {
            var input = await client.Options.DataConverter.ToPayloadAsync(action.Args.Single());
            var outcome = SystemScheduleOutcome.Unchanged;
            await client.GetScheduleHandle(id).UpdateAsync(
                current =>
                {
                    var known = current.Description.Schedule;
                    outcome = Says(known, wanted, input) ? SystemScheduleOutcome.Unchanged : SystemScheduleOutcome.Changed;
                    return outcome == SystemScheduleOutcome.Unchanged ? null : new ScheduleUpdate(wanted with { State = known.State });
                },
                call);
            return new SystemSchedule(id, outcome);
        }
    }

    /// <summary>Spread over a tenth of the interval, so that many installations do not ask at the same minute.</summary>
    private static Schedule Make(TimeSpan every, ScheduleActionStartWorkflow action) => new(
        action, new ScheduleSpec { Intervals = [new ScheduleIntervalSpec(every)], Jitter = TimeSpan.FromSeconds(Math.Ceiling(every.TotalSeconds / 10)) })
    {
        Policy = new SchedulePolicy { Overlap = ScheduleOverlapPolicy.Skip, CatchupWindow = every < LongestCatchUp ? every : LongestCatchUp },
    };

    private static bool Says(Schedule known, Schedule wanted, Temporalio.Api.Common.V1.Payload input)
        => known.Spec.Intervals.Select(one => one.Every).SequenceEqual(wanted.Spec.Intervals.Select(one => one.Every))
            && known.Spec.Jitter == wanted.Spec.Jitter && known.Policy.Overlap == wanted.Policy.Overlap && known.Policy.CatchupWindow == wanted.Policy.CatchupWindow
            && known.Action is ScheduleActionStartWorkflow action && action.Args.Count == 1 && action.Args.Single() is IEncodedRawValue raw && raw.Payload.Equals(input);

    private static async Task<SystemScheduleOutcome> DeleteAsync(ITemporalClient client, string id, RpcOptions call)
    {
        try
        {
            await client.GetScheduleHandle(id).DeleteAsync(call);
            return SystemScheduleOutcome.Deleted;
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return SystemScheduleOutcome.Off;
        }
    }
}

/// <param name="Id">In Temporal.</param>
/// <param name="Outcome">What was done about it.</param>
public sealed record SystemSchedule(string Id, SystemScheduleOutcome Outcome);

public enum SystemScheduleOutcome
{
    Created,
    Changed,
    Unchanged,

    /// <summary>It was there, and the settings say never.</summary>
    Deleted,

    /// <summary>It is not there and not wanted.</summary>
    Off,
}
