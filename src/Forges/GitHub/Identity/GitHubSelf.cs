using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>Who we are on GitHub, to tell what is ours.</summary>
internal sealed class GitHubSelf(AppRequests requests, IOptions<GitHubOptions> options)
{
    private string? known;

    /// <summary>Login of the App's bot account, or of the token's owner.</summary>
    /// <exception cref="ForgeException">GitHub does not say.</exception>
    public async Task<string> LoginAsync(CancellationToken cancellationToken)
    {
        if (known is null)
        {
            var isApp = options.Value.IsApp;
            var token = isApp ? null : new AccessToken(
                options.Value.Token ?? throw new ForgeException(ForgeFault.Unauthorized, "GitHub: neither an App nor a token is set up."), "token");
            var answer = (await requests.SendAsync(HttpMethod.Get, isApp ? "app" : "user", null, token, cancellationToken)).Required();
            known = isApp ? answer.GetProperty("slug").GetString() + "[bot]" : answer.GetProperty("login").GetString();
        }

        return known!;
    }
}
