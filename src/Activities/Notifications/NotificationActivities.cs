using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Activities.Notifiers;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Notifications;

/// <inheritdoc cref="INotificationActivities"/>
internal sealed class NotificationActivities(NotifierSet notifiers, Artifacts artifacts, Heartbeats heartbeats) : INotificationActivities
{
    private static CancellationToken Cancellation => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public Task<string> WriteReportAsync(TaskResult result) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        var taskId = result.Status.TaskId;
        await artifacts.WriteJsonAsync(taskId, "report.json", result, Cancellation);
        return (await artifacts.WriteTextAsync(taskId, "report.md", TaskReport.Of(result), "text/markdown", Cancellation)).Uri;
    });

    [Activity]
    public Task NotifyAsync(TaskNotification notification)
        => ActivityFailures.MapAsync(() => heartbeats.WhileAsync(() => notifiers.SendAsync(notification, Cancellation)));
}
