using BackgroundAgent.Contracts.Ci;
using Temporalio.Activities;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>Effects on CI; any host can do them.</summary>
public interface ICiActivities
{
    [Activity]
    Task<CiObservation> ReadCiAsync(CiQuery query);

    [Activity]
    Task<Classification> ClassifyAsync(ClassifyRequest request);

    /// <summary>May take as long as CI does, where the base commit has to be run first.</summary>
    [Activity]
    Task<TestComparison> CompareTestsAsync(CompareTestsRequest request);

    [Activity]
    Task RerunAsync(RerunRequest request);

    /// <summary>Cancels what still runs for the commit; nothing running is success.</summary>
    [Activity]
    Task CancelCiAsync(CiQuery query);
}

/// <summary>Effects on the pull request; any host can do them.</summary>
public interface IPullRequestActivities
{
    [Activity]
    Task<PullRequestResult> EnsurePullRequestAsync(PullRequestRequest request);
}

/// <summary>Messages to people and the final report; any host can do them.</summary>
public interface INotificationActivities
{
    /// <summary>Writes the task's report as an artifact and returns where it is.</summary>
    [Activity]
    Task<string> WriteReportAsync(BackgroundAgent.Contracts.Tasks.TaskResult result);

    /// <summary>Sends to every configured notifier that has not sent this key yet.</summary>
    [Activity]
    Task NotifyAsync(TaskNotification notification);
}
