using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.State;
using BackgroundAgent.GitHubSimulator.Webhooks;

namespace BackgroundAgent.GitHubSimulator;

/// <summary>Everything there is. State is read and changed inside <see cref="Gate"/> only, and nobody awaits inside it.</summary>
internal sealed class World(SimulatorOptions options, BareRepository git) : IDisposable
{
    private readonly Dictionary<string, Account> accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (Caller Caller, DateTimeOffset Expires)> tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AppRegistration> registrations = new(StringComparer.Ordinal);
    private readonly (CancellationTokenSource Source, CancellationToken Token) ending = NewEnding();
    private long lastId = 1_000;

    public Lock Gate { get; } = new();

    public SimulatorOptions Options => options;

    public BareRepository Git => git;

    public Ledger Ledger { get; } = new();

    public List<RepositoryState> Repositories { get; } = [];

    public List<DeliveryState> Deliveries { get; } = [];

    public RequestFaults Faults { get; } = new();

    public Uri? WebhookUrl { get; set; } = options.WebhookUrl;

    /// <inheritdoc cref="SimulatorOptions.WebhookSecret"/>
    public string WebhookSecret { get; private set; } = options.WebhookSecret;

    /// <inheritdoc cref="SimulatorOptions.AppPublicKey"/>
    public string? AppPublicKey { get; private set; } = options.AppPublicKey;

    /// <summary>Events that the App is subscribed to.</summary>
    public List<string> Events { get; } =
        ["check_run", "check_suite", "issue_comment", "issues", "pull_request", "pull_request_review", "pull_request_review_comment", "push", "status", "workflow_job", "workflow_run"];

    /// <summary>What the App was given.</summary>
    public Dictionary<string, string> Permissions { get; } = new(StringComparer.Ordinal)
    {
        ["actions"] = "write",
        ["checks"] = "read",
        ["contents"] = "write",
        ["issues"] = "write",
        ["metadata"] = "read",
        ["pull_requests"] = "write",
        ["statuses"] = "read",
        ["workflows"] = "write",
    };

    /// <summary>Ends with a slash; set once it listens.</summary>
    public string Address { get; set; } = "http://127.0.0.1/";

    public string Api => Address + "api/v3/";

    public HookSender Hooks { get; set; } = null!;

    /// <summary>Who watches REST; null: nobody.</summary>
    public Action<ApiExchange>? Exchanged { get; set; }

    /// <summary>Called inside the gate when something happened that merges may wait for: a check ended, somebody reviewed.</summary>
    public Action<RepositoryState> Settled { get; set; } = _ => { };

    /// <summary>Also asked for by what is just ending, when the source itself would refuse.</summary>
    public CancellationToken Ending => ending.Token;

    public DateTimeOffset Now => options.Time.GetUtcNow();

    public Account Bot => AccountOf(SimulatorOptions.BotLogin, "Bot");

    public long NextId() => Interlocked.Increment(ref lastId);

    public Account AccountOf(string login, string type = "User")
    {
        lock (Gate)
        {
            if (!accounts.TryGetValue(login, out var account))
            {
                account = new Account(NextId(), login, type);
                accounts[login] = account;
            }

            return account;
        }
    }

    public void AddToken(string token, Caller caller, DateTimeOffset expires)
    {
        lock (Gate)
        {
            tokens[token] = (caller, expires);
        }
    }

    /// <summary>Takes every installation token back.</summary>
    public void RevokeInstallationTokens()
    {
        lock (Gate)
        {
            foreach (var token in tokens.Keys.Where(token => token.StartsWith("ghs_", StringComparison.Ordinal)).ToList())
            {
                tokens.Remove(token);
            }
        }
    }

    /// <returns>Null: unknown or expired.</returns>
    public Caller? CallerOf(string token)
    {
        lock (Gate)
        {
            return tokens.TryGetValue(token, out var known) && known.Expires > Now ? known.Caller : null;
        }
    }

    /// <summary>The App is now what the manifest says, with another key.</summary>
    public void Register(AppRegistration registration, JsonObject manifest, string publicKey)
    {
        lock (Gate)
        {
            registrations[registration.Code] = registration;
            AppPublicKey = publicKey;
            WebhookSecret = registration.WebhookSecret ?? WebhookSecret;
            WebhookUrl = manifest["hook_attributes"]?["url"] is { } url ? new Uri(url.GetValue<string>()) : null;
            Permissions.Clear();
            foreach (var (name, level) in manifest["default_permissions"]!.AsObject())
            {
                Permissions[name] = level!.GetValue<string>();
            }

            // Every App may read metadata.
            Permissions["metadata"] = "read";
            Events.Clear();
            Events.AddRange(manifest["default_events"]?.AsArray().Select(name => name!.GetValue<string>()) ?? []);
        }
    }

    /// <returns>Null: there is none, or it was taken already.</returns>
    public AppRegistration? TakeRegistration(string code)
    {
        lock (Gate)
        {
            return registrations.Remove(code, out var registration) ? registration : null;
        }
    }

    public RepositoryState? Find(string owner, string name)
    {
        lock (Gate)
        {
            var bare = name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
            return Repositories.Find(one => string.Equals(one.FullName, $"{owner}/{bare}", StringComparison.OrdinalIgnoreCase));
        }
    }

    public void Dispose()
    {
        ending.Source.Cancel();
        ending.Source.Dispose();
    }

    private static (CancellationTokenSource Source, CancellationToken Token) NewEnding()
    {
        var source = new CancellationTokenSource();
        return (source, source.Token);
    }
}
