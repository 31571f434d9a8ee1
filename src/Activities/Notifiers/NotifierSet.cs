using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Activities.Notifiers.Console;
using BackgroundAgent.Activities.Notifiers.Files;
using BackgroundAgent.Activities.Notifiers.Mail;
using BackgroundAgent.Activities.Notifiers.Slack;
using BackgroundAgent.Activities.Notifiers.Webhooks;
using BackgroundAgent.Contracts.Activities;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Notifiers;

/// <summary>Sends to every notifier that is asked for and has not sent the key yet; one that fails does not keep the others from it, now or later.</summary>
internal sealed class NotifierSet
{
    private readonly SentRecords sent;
    private readonly List<INotifier> notifiers;

    public NotifierSet(IOptions<ActivitiesOptions> options, SentRecords sent, IHttpClientFactory http, TimeProvider time)
    {
        this.sent = sent;
        notifiers = [.. options.Value.Notifiers.Select(settings => Make(settings, http, time))];
        if (notifiers.Count == 0)
        {
            notifiers.Add(new FileNotifier("file", Path.Combine(options.Value.DataDirectory, "notifications.jsonl")));
        }
    }

    public async Task SendAsync(TaskNotification notification, CancellationToken cancellationToken)
    {
        List<(string Name, Exception Fault)> faults = [];
        foreach (var notifier in notifiers.Where(notifier => IsAskedFor(notifier, notification)))
        {
            if (sent.Has(notification.Key, notifier.Name))
            {
                continue;
            }

            try
            {
                await notifier.SendAsync(notification, cancellationToken);
                await sent.AddAsync(notification.Key, notifier.Name, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                faults.Add((notifier.Name, exception));
            }
        }

        if (faults.Count > 0)
        {
            var message = string.Join("; ", faults.Select(fault => $"{fault.Name}: {fault.Fault.Message}"));
            throw new NotSentException(message, new AggregateException(faults.Select(fault => fault.Fault)));
        }
    }

    private static bool IsAskedFor(INotifier notifier, TaskNotification notification)
        => notification.Notifiers.Count == 0 || notification.Notifiers.Contains(notifier.Name, StringComparer.Ordinal);

    private static INotifier Make(NotifierSettings settings, IHttpClientFactory http, TimeProvider time) => settings.Kind switch
    {
        "console" => new ConsoleNotifier(settings.Name),
        "file" => new FileNotifier(settings.Name, settings.Path!),
        "webhook" => new WebhookNotifier(settings, http, time),
        "slack" => new SlackNotifier(settings, http),
        "email" => new EmailNotifier(settings),
        _ => throw new InvalidOperationException($"Nothing is known of notifiers of kind '{settings.Kind}'."),
    };
}
