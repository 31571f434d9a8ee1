using BackgroundAgent.Contracts.Activities;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace BackgroundAgent.Activities.Notifiers.Mail;

/// <summary>Sends a plain-text mail by SMTP. Its message id follows from the key, so that a repetition is recognised by mail programs.</summary>
internal sealed class EmailNotifier(NotifierSettings settings) : INotifier
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The port on which TLS is spoken from the first byte.</summary>
    private const int ImplicitTlsPort = 465;

    public string Name => settings.Name;

    public async Task SendAsync(TaskNotification notification, CancellationToken cancellationToken)
    {
        using var mail = new MimeMessage();
        mail.From.Add(MailboxAddress.Parse(settings.From!));
        mail.To.AddRange(settings.To.Select(MailboxAddress.Parse));
        mail.Subject = NotificationText.Subject(notification);
        mail.MessageId = $"{notification.Key.Replace('/', '.')}@bgagent";
        mail.Body = new TextPart("plain") { Text = NotificationText.Body(notification) };
        using var client = new SmtpClient { Timeout = (int)Timeout.TotalMilliseconds };
        var security = settings.Port == ImplicitTlsPort ? SecureSocketOptions.SslOnConnect
            : settings.AllowPlainText ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls;
        await client.ConnectAsync(settings.Host!, settings.Port, security, cancellationToken);
        if (settings.User is { } user)
        {
            await client.AuthenticateAsync(user, await Secrets.ReadAsync(settings.SecretFrom!, cancellationToken), cancellationToken);
        }

        await client.SendAsync(mail, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }
}
