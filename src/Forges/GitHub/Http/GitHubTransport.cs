using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Http;

/// <summary>The connections to GitHub, and its addresses.</summary>
internal sealed class GitHubTransport : IDisposable
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public GitHubTransport(IOptions<GitHubOptions> options)
    {
        Sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = ConnectionLifetime };
        Plain = new HttpClient(Sockets, disposeHandler: false) { Timeout = TimeSpan.FromMinutes(1) };
        Plain.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("background-agent", "1"));
        Api = ApiOf(options.Value.ApiUrl);
    }

    /// <summary>Redirects are followed by whoever knows whether the token may come along.</summary>
    public SocketsHttpHandler Sockets { get; }

    /// <summary>Without credentials.</summary>
    public HttpClient Plain { get; }

    /// <summary>Base of REST; ends with a slash.</summary>
    public Uri Api { get; }

    public void Dispose()
    {
        Plain.Dispose();
        Sockets.Dispose();
    }

    /// <summary>Enterprise Server serves the API below its own address, at <c>/api/v3/</c>; hosts of GitHub have one of their own, <c>api.…</c>.</summary>
    private static Uri ApiOf(Uri given)
    {
        var slashed = given.AbsoluteUri.EndsWith('/') ? given : new Uri(given.AbsoluteUri + "/");
        return slashed.AbsolutePath != "/" || slashed.Host.StartsWith("api.", StringComparison.OrdinalIgnoreCase) ? slashed : new Uri(slashed, "api/v3/");
    }
}
