using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Maintenance;

/// <summary>Makes the system schedules when a worker starts. A worker that may not make schedules works all the same.</summary>
internal static partial class ScheduleStart
{
    /// <exception cref="ValidationException">The settings are wrong.</exception>
    public static async Task RunAsync(ITemporalClient client, IConfiguration configuration, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var schedule in await SystemSchedules.EnsureAsync(client, configuration, cancellationToken))
            {
                Ensured(log, schedule.Id, schedule.Outcome);
            }
        }
        catch (RpcException fault)
        {
            Refused(log, fault.Message);
        }
    }

    [LoggerMessage(5101, LogLevel.Information, "Schedule {Schedule}: {Outcome}")]
    private static partial void Ensured(ILogger log, string schedule, SystemScheduleOutcome outcome);

    [LoggerMessage(5102, LogLevel.Warning, "The schedules of redelivery and janitor could not be made: {Reason}. 'bgagent schedule ensure' tries it again.")]
    private static partial void Refused(ILogger log, string reason);
}
