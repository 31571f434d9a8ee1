using System.CommandLine;
using BackgroundAgent.Contracts;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Worker.Setup;

namespace BackgroundAgent.Starter.Verbs.GitHub;

/// <summary>What <c>github setup</c> is told.</summary>
internal sealed class SetupOptions
{
    /// <summary>Where a manifest that is only printed says that GitHub brings the code; nobody listens there.</summary>
    public static readonly Uri NoRedirect = new("http://127.0.0.1/created");

    private const string WebhookPath = "/webhooks/github";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Option<string> server = new("--server") { Description = "Address of GitHub, or of an Enterprise Server", HelpName = "URL", DefaultValueFactory = _ => "https://github.com" };
    private readonly Option<string?> organization = new("--org") { Description = "Organization that gets the App [default: whoever is signed in]", HelpName = "NAME" };
    private readonly Option<string?> name = new("--name") { Description = $"Name of the App, at most {GitHubAppRequest.NameCharacters} characters [default: bgagent and your name]", HelpName = "NAME" };
    private readonly Option<string?> webhook = new("--webhook-url") { Description = "Public address of the gateway [default: none, tasks poll]", HelpName = "URL" };

    public Option<int> Port { get; } = new("--port") { Description = "Port of the page on 127.0.0.1 [default: any free one]", HelpName = "PORT" };

    public Option<string?> Page { get; } = new("--page") { Description = "Write the page to a file too, for a browser on another machine", HelpName = "FILE" };

    public Option<string?> Code { get; } = new("--code") { Description = "Only exchange this code, or the address that the browser ended at", HelpName = "CODE|URL" };

    public Option<bool> PrintManifest { get; } = new("--print-manifest") { Description = "Print the manifest and do nothing else" };

    public Option<bool> Replace { get; } = new("--replace") { Description = "Make another App in place of the one that is set up" };

    public Option<TimeSpan> Timeout { get; } = new("--timeout")
    {
        Description = "How long to wait for the browser [default: 15m]",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (result.Tokens.Count == 0)
            {
                return TimeSpan.FromMinutes(15);
            }

            if (DurationText.TryParse(result.Tokens[0].Value, out var value) && value > TimeSpan.Zero && value <= Longest)
            {
                return value;
            }

            result.AddError($"--timeout: '{result.Tokens[0].Value}' is not a time up to 1h, such as 90s or 15m");
            return default;
        },
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { server, organization, name, webhook, Page, PrintManifest, Code, Replace, Port, Timeout })
        {
            command.Add(option);
        }

        Port.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !ushort.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"--port: '{result.Tokens[0].Value}' is not a number from 0 to {ushort.MaxValue}");
            }
        });
        Timeout.DefaultValueFactory = _ => TimeSpan.FromMinutes(15);
    }

    public GitHubAppRequest Read(VerbContext context)
    {
        var parsed = context.Parsed;
        var address = parsed.GetRequiredValue(server);
        if (!GitHubAppRequest.IsServer(address))
        {
            throw CliException.Usage($"--server: '{address}' is not the address of a server", "Such as https://github.example.org, without a path.");
        }

        var called = parsed.GetValue(name) ?? Bounded($"bgagent {context.Host.Person}");
        if (called.Trim().Length is 0 or > GitHubAppRequest.NameCharacters)
        {
            throw CliException.Usage($"--name: '{called}' does not have 1 to {GitHubAppRequest.NameCharacters} characters");
        }

        return new GitHubAppRequest
        {
            DataDirectory = context.DataDirectory,
            Server = address,
            Organization = parsed.GetValue(organization),
            Name = called,
            Webhook = parsed.GetValue(webhook) is { } url ? WebhookAddress(url) : null,
        };
    }

    /// <summary>The gateway listens at one path; whoever gives only its host means that.</summary>
    private static Uri WebhookAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0)
        {
            throw CliException.Usage($"--webhook-url: '{text}' is not an address", "Such as https://bgagent.example.org; GitHub must be able to reach it.");
        }

        return address.IsLoopback
            ? throw CliException.Usage($"--webhook-url: GitHub cannot reach {address.Host}", "Leave the option out: tasks then poll, which is enough for a right end.")
            : address.AbsolutePath == "/" ? new Uri(address, WebhookPath) : address;
    }

    private static string Bounded(string text) => text.Length <= GitHubAppRequest.NameCharacters ? text : text[..GitHubAppRequest.NameCharacters];
}
