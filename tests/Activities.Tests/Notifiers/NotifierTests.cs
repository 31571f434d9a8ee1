using System.Text;
using System.Text.Json;
using BackgroundAgent.Activities.Notifications;
using BackgroundAgent.Activities.Notifiers;
using BackgroundAgent.Activities.Tests.Fakes;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Contracts.Webhooks;
using Temporalio.Exceptions;

namespace BackgroundAgent.Activities.Tests.Notifiers;

/// <summary>Every notifier over its real medium, and each message once.</summary>
public sealed class NotifierTests
{
    private const string Secret = "a-signing-key-of-the-test";

    [Fact]
    public async Task Notify_NothingConfigured_WritesOneLineToTheFile()
    {
        await using var host = await RealHost.StartAsync();

        await SendAsync(host, Message());
        await SendAsync(host, Message());

        var line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(host.Data, "notifications.jsonl")));
        Assert.Equal("ci-passed", JsonDocument.Parse(line).RootElement.GetProperty("status").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Notify_Webhook_IsSignedAndCarriesItsKey()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = await RealHost.StartAsync(options => options.Notifiers.Add(Webhook(options, receiver)));

        await SendAsync(host, Message());

        var (headers, body) = Assert.Single(receiver.Received);
        Assert.Equal("t1/run/terminal", headers[WebhookSignature.DeliveryHeader]);
        Assert.True(WebhookSignature.Verify([Secret], headers[WebhookSignature.TimestampHeader]!, body, headers[WebhookSignature.SignatureHeader]!));
        Assert.Equal("t1", JsonDocument.Parse(body).RootElement.GetProperty("status").GetProperty("taskId").GetString());
    }

    [Fact]
    public async Task Notify_OneFails_TheOthersAreNotAskedAgain()
    {
        await using var broken = await HttpReceiver.StartAsync();
        await using var working = await HttpReceiver.StartAsync();
        await using var host = await RealHost.StartAsync(options =>
        {
            options.Notifiers.Add(Webhook(options, broken));
            options.Notifiers.Add(new NotifierSettings { Name = "chat", Kind = "slack", Url = working.Url });
        });
        broken.Status = 503;

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => SendAsync(host, Message()));
        Assert.False(failure.NonRetryable);
        Assert.Contains("hook", failure.Message);
        broken.Status = 200;
        await SendAsync(host, Message());

        Assert.Equal((2, 1), (broken.Received.Count, working.Received.Count));
        await SendAsync(host, Message() with { Key = "t1/run2/terminal" });
        Assert.Equal((3, 2), (broken.Received.Count, working.Received.Count));
    }

    [Fact]
    public async Task Notify_PolicyNamesNotifiers_OnlyThoseAreTold()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = await RealHost.StartAsync(options =>
        {
            options.Notifiers.Add(Webhook(options, receiver));
            options.Notifiers.Add(new NotifierSettings { Name = "chat", Kind = "slack", Url = receiver.Url });
        });

        await SendAsync(host, Message() with { Notifiers = ["chat"] });

        var (_, body) = Assert.Single(receiver.Received);
        Assert.Contains("\"text\"", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task Notify_Slack_MakesNoMentionsOfText()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = await RealHost.StartAsync(options => options.Notifiers.Add(new() { Name = "chat", Kind = "slack", Url = receiver.Url }));

        await SendAsync(host, Message("<!channel> & more"));

        var text = JsonDocument.Parse(Assert.Single(receiver.Received).Body).RootElement.GetProperty("text").GetString();
        Assert.Contains("&lt;!channel&gt; &amp; more", text);
    }

    [Fact]
    public async Task Notify_Email_IsOneMailWithTheLinks()
    {
        await using var receiver = new SmtpReceiver();
        await using var host = await RealHost.StartAsync(options =>
        {
            var mail = new NotifierSettings { Name = "mail", Kind = "email", Host = "127.0.0.1", Port = receiver.Port, From = "agent@example.com", AllowPlainText = true };
            mail.To.Add("team@example.com");
            options.Notifiers.Add(mail);
        });

        await SendAsync(host, Message());
        await SendAsync(host, Message());

        var text = Assert.Single(receiver.Mails);
        Assert.Contains("Subject: [bgagent] t1 green (ci-passed): Repair it", text);
        Assert.Contains("To: team@example.com", text);
        Assert.Contains("https://forge.example/pull/1", text);
        Assert.Contains("<t1.run.terminal@bgagent>", text);
    }

    [Fact]
    public void Validate_WrongSettings_NamesEveryMistake()
    {
        var options = new ActivitiesOptions { DataDirectory = "/d", HostTaskQueue = "q" };
        options.Notifiers.Add(new NotifierSettings { Name = "a", Kind = "pigeon" });
        options.Notifiers.Add(new NotifierSettings { Name = "a", Kind = "webhook", Url = "ftp://x" });
        options.Notifiers.Add(new NotifierSettings { Name = "m", Kind = "email" });

        var faults = new NotifierSettingsCheck().Validate(null, options).Failures!.ToList();

        Assert.Equal(7, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("pigeon", StringComparison.Ordinal) || fault.Contains("a kind", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("2 times", StringComparison.Ordinal));
    }

    private static Task SendAsync(RealHost host, TaskNotification message) => host.RunAsync<NotificationActivities>(people => people.NotifyAsync(message));

    private static NotifierSettings Webhook(ActivitiesOptions options, HttpReceiver receiver)
    {
        var key = Path.Combine(options.DataDirectory, "hook.key");
        Directory.CreateDirectory(options.DataDirectory);
        File.WriteAllText(key, Secret + "\n");
        return new NotifierSettings { Name = "hook", Kind = "webhook", Url = $"{receiver.Url}/hook", SecretFrom = $"file:{key}" };
    }

    private static TaskNotification Message(string title = "Repair it") => new()
    {
        Key = "t1/run/terminal",
        Kind = NotificationKind.Terminal,
        Status = new AgentTaskStatus
        {
            TaskId = "t1",
            Title = title,
            Kind = TaskKind.Prompt,
            Repository = "/r",
            State = TaskState.Green,
            Reason = Reason.CiPassed,
            Links = new TaskLinks { PullRequest = "https://forge.example/pull/1" },
        },
        Budgets = new BudgetStatus(new BudgetLimits(), new BudgetUse()),
    };
}
