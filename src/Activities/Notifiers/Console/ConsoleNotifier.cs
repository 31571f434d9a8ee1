using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Activities.Notifiers.Console;

/// <summary>Writes to standard error: standard output belongs to whoever runs the program.</summary>
internal sealed class ConsoleNotifier(string name) : INotifier
{
    public string Name => name;

    public Task SendAsync(TaskNotification notification, CancellationToken cancellationToken)
        => System.Console.Error.WriteAsync($"{NotificationText.Subject(notification)}\n{NotificationText.Body(notification)}\n".AsMemory(), cancellationToken);
}
