using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Activities.Notifiers;

/// <summary>One way to tell people. It sends; whether it has sent before is looked up by the caller.</summary>
internal interface INotifier
{
    /// <summary>Name in policies and settings.</summary>
    string Name { get; }

    /// <exception cref="Exception">It was not taken; trying again may help.</exception>
    Task SendAsync(TaskNotification notification, CancellationToken cancellationToken);
}
