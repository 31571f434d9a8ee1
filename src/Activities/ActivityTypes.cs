using BackgroundAgent.Activities.Ci;
using BackgroundAgent.Activities.Commands;
using BackgroundAgent.Activities.Maintenance;
using BackgroundAgent.Activities.Nightly;
using BackgroundAgent.Activities.Notifications;
using BackgroundAgent.Activities.PullRequests;
using BackgroundAgent.Activities.Workspaces;

namespace BackgroundAgent.Activities;

/// <summary>The activity classes of this module, for a worker to register.</summary>
public static class ActivityTypes
{
    /// <summary>On the shared task queue: any host can do them.</summary>
    public static IReadOnlyList<Type> Shared { get; } =
    [
        typeof(HostActivities), typeof(CiActivities), typeof(PullRequestActivities), typeof(NotificationActivities), typeof(NightlyActivities),
        typeof(ForgeCommandActivities), typeof(MaintenanceActivities),
    ];

    /// <summary>On the host's own task queue: they need the work tree that lies there.</summary>
    public static IReadOnlyList<Type> Host { get; } = [typeof(WorkspaceActivities)];
}
