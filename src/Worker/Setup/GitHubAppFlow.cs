using System.Security.Cryptography;
using System.Web;
using BackgroundAgent.Forges;
using BackgroundAgent.Forges.GitHub.Setup;
using BackgroundAgent.Sandbox;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Worker.Setup;

/// <summary>Makes a GitHub App from a manifest, in one's own browser, and keeps its secrets in the data directory.</summary>
public sealed class GitHubAppFlow : IAsyncDisposable
{
    private readonly GitHubAppRequest request;
    private readonly SetupPage page;
    private readonly string state;

    private GitHubAppFlow(GitHubAppRequest request, SetupPage page, string state)
    {
        (this.request, this.page, this.state) = (request, page, state);
    }

    /// <summary>The page with the button, on this machine.</summary>
    public Uri Address => page.Address;

    /// <summary>The same page as one file, for a browser on another machine.</summary>
    public string Html => FormOf(request, state, page.Redirect);

    /// <summary>Whether an identity is set up already: a token, or an App by whatever way.</summary>
    public static bool IsSetUp(string dataDirectory)
    {
        var configuration = Settings.Load(new DataLayout(dataDirectory));
        return configuration["GitHub:AppId"] is { Length: > 0 } || configuration["GitHub:Token"] is { Length: > 0 };
    }

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<GitHubAppFlow> StartAsync(GitHubAppRequest request, int port, CancellationToken cancellationToken)
    {
        var state = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var page = await SetupPage.StartAsync(port, state, redirect => FormOf(request, state, redirect), cancellationToken);
        return new GitHubAppFlow(request, page, state);
    }

    /// <summary>Takes the address that a browser elsewhere ended at, and could not open, or the code out of it, which whoever types it vouches for.</summary>
    /// <returns>False: there is no code of this form in it.</returns>
    public bool TryTake(string text)
    {
        var trimmed = text.Trim();
        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var address))
        {
            return page.TryTake(trimmed, state);
        }

        var query = HttpUtility.ParseQueryString(address.Query);
        return page.TryTake(query["code"], query["state"]);
    }

    /// <summary>Waits for the code, exchanges it and keeps what comes.</summary>
    /// <exception cref="SetupFailedException">GitHub refused.</exception>
    public async Task<AppSetUp> FinishAsync(CancellationToken cancellationToken)
        => await ExchangeAsync(request, await page.Code.WaitAsync(cancellationToken), cancellationToken);

    /// <summary>Exchanges a code that somebody brought, and keeps what comes.</summary>
    /// <exception cref="SetupFailedException">GitHub refused.</exception>
    public static async Task<AppSetUp> ExchangeAsync(GitHubAppRequest request, string code, CancellationToken cancellationToken)
    {
        var server = request.ServerAddress;
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSandbox()
            .AddForges(options => options.DataDirectory = request.DataDirectory)
            .AddGitHubForge(options => (options.ApiUrl, options.GitHost) = (server.Api, server.GitHost))
            .BuildServiceProvider();
        try
        {
            var app = await services.GetRequiredService<IForgeAppSetup>().ExchangeAsync(code, cancellationToken);
            var layout = new DataLayout(request.DataDirectory);
            GitHubAppFiles.Write(layout, server, app);
            return new AppSetUp(app.Id, app.Slug, app.Url, $"{app.Url}/installations/new", layout.GitHubAppFile, layout.GitHubKeyFile, app.WebhookSecret is not null);
        }
        catch (ForgeException fault)
        {
            throw new SetupFailedException(fault.Message, fault);
        }
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();

    private static string FormOf(GitHubAppRequest request, string state, Uri redirect)
        => SetupForm.Form(request.ServerAddress.FormAddress(request.Organization, state), request.ManifestJson(redirect), request.Name);
}

/// <summary>GitHub did not do its part. The message is fit for people.</summary>
public sealed class SetupFailedException(string message, Exception inner) : Exception(message, inner);

/// <summary>The App that is wanted.</summary>
public sealed record GitHubAppRequest
{
    public required string DataDirectory { get; init; }

    /// <summary>Address of the server's pages, such as <c>https://github.com</c>; see <see cref="IsServer"/>.</summary>
    public required string Server { get; init; }

    /// <summary>Null: of whoever is signed in.</summary>
    public string? Organization { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: none, tasks poll.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Characters of <see cref="Name"/>.</summary>
    public const int NameCharacters = GitHubAppManifest.NameCharacters;

    internal GitHubServer ServerAddress => GitHubServer.Parse(Server) ?? throw new InvalidOperationException($"'{Server}' is no address of a server.");

    /// <summary>Whether it is the address of a server: with or without <c>https://</c>, and without a path.</summary>
    public static bool IsServer(string text) => GitHubServer.Parse(text) is not null;

    /// <summary>The manifest that the form sends.</summary>
    /// <param name="redirect">Where GitHub brings the code.</param>
    public string ManifestJson(Uri redirect) => new GitHubAppManifest { Name = Name, Home = ServerAddress.Web, Redirect = redirect, Webhook = Webhook }.ToJson();
}

/// <summary>An App that is set up; nothing of it is secret.</summary>
/// <param name="Id">Of the App.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Url">Its page.</param>
/// <param name="InstallUrl">Where it is installed on repositories.</param>
/// <param name="SettingsFile">Holds its settings and the webhook's secret.</param>
/// <param name="KeyFile">Holds its private key.</param>
/// <param name="HasWebhook">Whether GitHub sends webhooks.</param>
public sealed record AppSetUp(long Id, string Slug, string Url, string InstallUrl, string SettingsFile, string KeyFile, bool HasWebhook);
