using System.Text.Json;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.GitHub.Http;
using BackgroundAgent.Forges.GitHub.Identity;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Doctor;

/// <inheritdoc cref="IForgeDoctor"/>
internal sealed class GitHubDoctor(
    GitHubTransport transport, AppRequests app, RepositoryDoctor repositories, IOptions<GitHubOptions> options, TimeProvider time) : IForgeDoctor
{
    /// <summary>GitHub refuses a JWT from the future; ours are backdated by a minute.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    /// <summary>Failures older than this can no longer be asked for again ("Redelivering webhooks").</summary>
    private static readonly TimeSpan DeliveryWindow = TimeSpan.FromDays(3);

    public string Name => GitHubForge.ForgeName;

    public async Task<IReadOnlyList<ForgeFinding>> ExamineAsync(RepositoryRef? repository, CancellationToken cancellationToken)
    {
        var findings = new List<ForgeFinding>();
        if (!options.Value.IsApp && string.IsNullOrEmpty(options.Value.Token))
        {
            return [new("GitHub identity", null, "Neither an App nor a token is set up; tasks on GitHub cannot run.", "Set GitHub:AppId and GitHub:PrivateKeyFile, or GitHub:Token; see docs/github.md.")];
        }

        if (!await ReachAsync(findings, cancellationToken))
        {
            return findings;
        }

        if (options.Value.IsApp)
        {
            await TryAsync(findings, "GitHub App", () => AppAsync(findings, cancellationToken));
            await TryAsync(findings, "installations", () => InstallationsAsync(findings, cancellationToken));
            await TryAsync(findings, "webhook deliveries", () => DeliveriesAsync(findings, cancellationToken));
        }

        if (repository is not null)
        {
            await TryAsync(findings, repository.Url, () => repositories.ExamineAsync(repository, findings, cancellationToken));
        }

        return findings;
    }

    private async Task<bool> ReachAsync(List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            // Whatever it answers, it is there and says what time it is.
            using var response = await transport.Plain.GetAsync(new Uri(transport.Api, "rate_limit"), cancellationToken);
            findings.Add(new("GitHub reachable", true, transport.Api.ToString()));
            var apart = response.Headers.Date is { } theirs ? (time.GetUtcNow() - theirs).Duration() : TimeSpan.Zero;
            findings.Add(apart <= ClockTolerance
                ? new("clock", true, "Within half a minute of GitHub's.")
                : new("clock", false, $"{apart.TotalSeconds:0} s away from GitHub's; the App's tokens will be refused.", "Let the machine keep its time by NTP."));
            return true;
        }
        catch (HttpRequestException fault)
        {
            findings.Add(new("GitHub reachable", false, fault.Message, $"Check the network, proxies and GitHub:ApiUrl ({transport.Api})."));
            return false;
        }
    }

    private async Task AppAsync(List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        var self = (await app.SendAsync(HttpMethod.Get, "app", null, cancellationToken)).Required();
        findings.Add(new("GitHub App", true, $"Signed in as {self.GetProperty("slug").GetString()}."));
        var granted = Texts(self.GetProperty("permissions"));
        var missing = GitHubNeeds.Missing(granted);
        findings.Add(missing.Count == 0
            ? new("App permissions", true, "All there.")
            : new("App permissions", false, $"Missing: {string.Join(", ", missing)}.", "Add them in the App's settings under Permissions; owners of installations then accept the change."));

        // GitHub leaves the check events out of this list where the App may write checks, though it sends them.
        var hidden = granted.GetValueOrDefault("checks") == "write";
        var events = self.GetProperty("events").EnumerateArray().Select(item => item.GetString()).ToHashSet();
        var unheard = GitHubNeeds.Events.Where(name => !events.Contains(name) && !(hidden && name.StartsWith("check_", StringComparison.Ordinal))).ToList();
        findings.Add(unheard.Count == 0
            ? new("webhook events", true, "All subscribed.")
            : new("webhook events", false, $"Not subscribed: {string.Join(", ", unheard)}. Tasks only notice by polling.", "Tick them in the App's settings under Subscribe to events."));
    }

    /// <summary>What the App asks for later counts nowhere until the owner of the installation accepts it.</summary>
    private async Task InstallationsAsync(List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        var installations = (await app.SendAsync(HttpMethod.Get, "app/installations?per_page=100", null, cancellationToken)).Required().EnumerateArray().ToList();
        if (installations.Count == 0)
        {
            findings.Add(new("installations", false, "The App is installed nowhere.", "Install it on the repositories, from its page under Install App."));
            return;
        }

        var before = findings.Count;
        foreach (var installation in installations)
        {
            var owner = installation.GetProperty("account").GetProperty("login").GetString();
            var missing = GitHubNeeds.Missing(Texts(installation.GetProperty("permissions")));
            if (installation.TryGetProperty("suspended_at", out var suspended) && suspended.ValueKind == JsonValueKind.String)
            {
                findings.Add(new("installations", false, $"That of {owner} is suspended.", $"{owner} lifts it in the installation's settings."));
            }
            else if (missing.Count > 0)
            {
                findings.Add(new("installations", false, $"That of {owner} lacks {string.Join(", ", missing)}.", $"{owner} accepts the new permissions in the installation's settings."));
            }
        }

        if (findings.Count == before)
        {
            findings.Add(new("installations", true, $"{installations.Count}, each with all it needs."));
        }
    }

    private async Task DeliveriesAsync(List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        var hook = (await app.SendAsync(HttpMethod.Get, "app/hook/config", null, cancellationToken)).Required();
        if (!(hook.TryGetProperty("url", out var url) && url.GetString() is { Length: > 0 } address))
        {
            findings.Add(new("webhook address", null, "None: tasks poll. That is enough for a right end, only later."));
            return;
        }

        findings.Add(new("webhook address", true, address));
        var list = (await app.SendAsync(HttpMethod.Get, "app/hook/deliveries?per_page=100", null, cancellationToken)).Required();
        var since = time.GetUtcNow() - DeliveryWindow;
        var recent = list.EnumerateArray().Where(item => item.GetProperty("delivered_at").GetDateTimeOffset() > since).ToList();
        var failed = recent.Count(item => item.GetProperty("status_code").GetInt32() is < 200 or >= 300);
        findings.Add(failed == 0
            ? new("webhook deliveries", true, $"{recent.Count} of the last three days, none failed.")
            : new("webhook deliveries", false, $"{failed} of the last {recent.Count} failed.", "The schedule system-redelivery asks for them again. See the App's settings under Advanced; check the address, its certificate and Gateway:GitHubSecrets."));
    }

    private static async Task TryAsync(List<ForgeFinding> findings, string subject, Func<Task> examine)
    {
        try
        {
            await examine();
        }
        catch (ForgeException fault)
        {
            findings.Add(new(subject, false, fault.Message, "See docs/github.md for what the identity must be and may."));
        }
    }

    internal static IReadOnlyDictionary<string, string> Texts(JsonElement element)
        => element.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.Ordinal);
}
