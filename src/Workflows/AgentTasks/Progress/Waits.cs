namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>Moves waits that stood still.</summary>
internal static class Waits
{
    public static TaskProgress Shift(TaskProgress progress, TimeSpan by) => progress with
    {
        Ci = progress.Ci with
        {
            Since = progress.Ci.Since + by,
            SeenSince = progress.Ci.SeenSince + by,
            AwaitingApprovalSince = progress.Ci.AwaitingApprovalSince + by,
        },
        People = progress.People with
        {
            GateDeadline = progress.People.GateDeadline + by,
            Foreign = progress.People.Foreign is { } foreign ? foreign with { Deadline = foreign.Deadline + by } : null,
        },
    };
}
