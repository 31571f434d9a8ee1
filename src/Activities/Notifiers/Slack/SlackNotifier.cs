using System.Net.Http.Json;
using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Activities.Notifiers.Slack;

/// <summary>Posts to an incoming webhook of Slack or of one of the chats that take the same form: <c>{"text": …}</c>.</summary>
internal sealed class SlackNotifier(NotifierSettings settings, IHttpClientFactory clients) : INotifier
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public string Name => settings.Name;

    public async Task SendAsync(TaskNotification notification, CancellationToken cancellationToken)
    {
        var url = settings.SecretFrom is { } source ? await Secrets.ReadAsync(source, cancellationToken) : settings.Url;
        using var client = clients.CreateClient(nameof(SlackNotifier));
        client.Timeout = Timeout;
        using var response = await client.PostAsJsonAsync(
            url, new { text = $"*{Escape(NotificationText.Subject(notification))}*\n{Escape(NotificationText.Body(notification))}" }, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The three characters that Slack's markup asks to have escaped; without them no mention or link can be made.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
