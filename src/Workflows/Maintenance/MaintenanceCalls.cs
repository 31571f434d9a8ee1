using Temporalio.Common;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.Maintenance;

/// <summary>Timeouts and retries of maintenance: an hour's rate limit is sat out, and the next run comes anyway.</summary>
internal static class MaintenanceCalls
{
    private static readonly RetryPolicy Patient = new()
    {
        InitialInterval = TimeSpan.FromSeconds(5),
        MaximumInterval = TimeSpan.FromMinutes(5),
        MaximumAttempts = 20,
    };

    /// <summary>Many requests; it beats every second.</summary>
    public static ActivityOptions Look(string summary) => new()
    {
        Summary = summary,
        StartToCloseTimeout = TimeSpan.FromMinutes(30),
        HeartbeatTimeout = TimeSpan.FromMinutes(1),
        ScheduleToCloseTimeout = TimeSpan.FromHours(3),
        RetryPolicy = Patient,
    };

    public static ActivityOptions Change(string summary) => new()
    {
        Summary = summary,
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        ScheduleToCloseTimeout = TimeSpan.FromHours(2),
        RetryPolicy = Patient,
    };
}
