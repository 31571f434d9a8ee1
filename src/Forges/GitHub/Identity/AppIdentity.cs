using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>
/// A GitHub App: an installation token for each repository, with no more rights than the product uses and for no other repository. Kept
/// until a few minutes before it ends; many that ask at once cause one request.
/// </summary>
internal sealed class AppIdentity(AppRequests app, TimeProvider time) : IGitHubIdentity, IDisposable
{
    /// <summary>A push may take this long after it was given its token.</summary>
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);

    /// <summary>What the product uses; <c>docs/github.md</c> has the reasons.</summary>
    private static readonly IReadOnlyDictionary<string, string> Permissions = new Dictionary<string, string>
    {
        ["actions"] = "write",
        ["checks"] = "read",
        ["contents"] = "write",
        ["issues"] = "write",
        ["pull_requests"] = "write",
        ["statuses"] = "read",
    };

    private readonly ConcurrentDictionary<GitHubSlug, Kept> kept = new();
    private readonly SemaphoreSlim fetching = new(1);

    public async Task<AccessToken?> TokenAsync(GitHubSlug repository, CancellationToken cancellationToken)
    {
        if (Valid(repository) is { } known)
        {
            return known;
        }

        await fetching.WaitAsync(cancellationToken);
        try
        {
            return Valid(repository) ?? await FetchAsync(repository, cancellationToken);
        }
        finally
        {
            fetching.Release();
        }
    }

    public bool Forget(GitHubSlug repository) => kept.TryRemove(repository, out _);

    public void Dispose() => fetching.Dispose();

    private AccessToken? Valid(GitHubSlug repository)
        => kept.TryGetValue(repository, out var one) && one.Expires - Spare > time.GetUtcNow() ? one.Token : null;

    private async Task<AccessToken> FetchAsync(GitHubSlug repository, CancellationToken cancellationToken)
    {
        var found = await app.SendAsync(HttpMethod.Get, $"repos/{repository}/installation", null, cancellationToken);
        if (found.Status == HttpStatusCode.NotFound)
        {
            throw new ForgeException(ForgeFault.Unauthorized, $"The GitHub App is not installed on {repository}.");
        }

        var installation = found.Required().GetProperty("id").GetInt64();
        var path = $"app/installations/{installation}/access_tokens";
        var narrow = new { repositories = new[] { repository.Name }, permissions = Permissions };
        var answer = await app.SendAsync(HttpMethod.Post, path, narrow, cancellationToken);
        if (answer.Status == HttpStatusCode.UnprocessableEntity)
        {
            // Something of the list was not granted. What is missing then shows where it is needed, with its name.
            answer = await app.SendAsync(HttpMethod.Post, path, new { repositories = new[] { repository.Name } }, cancellationToken);
        }

        var token = answer.Required();
        var fresh = new Kept(new AccessToken(token.GetProperty("token").GetString()!, $"installation-{installation}"), token.GetProperty("expires_at").GetDateTimeOffset());

        // One that lives shorter than is spared is used as long as it lives.
        kept[repository] = fresh with { Expires = Later(fresh.Expires, time.GetUtcNow()) };
        return fresh.Token;
    }

    private static DateTimeOffset Later(DateTimeOffset expires, DateTimeOffset now)
        => expires - now > 2 * Spare ? expires : now + ((expires - now) / 2) + Spare;

    private sealed record Kept(AccessToken Token, DateTimeOffset Expires);
}

/// <param name="Status">As answered.</param>
/// <param name="Body">Undefined where there is none.</param>
internal sealed record AppAnswer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>What the query of the next page has to say, such as <c>cursor=v1_17</c>; null: this is the last one.</summary>
    public string? Next { get; init; }

    /// <exception cref="ForgeException">It is a refusal.</exception>
    public JsonElement Required()
    {
        if ((int)Status is >= 200 and < 300)
        {
            return Body;
        }

        var fault = (int)Status is 429 or >= 500 ? ForgeFault.Transient : (int)Status is 401 or 403 ? ForgeFault.Unauthorized
            : Status == HttpStatusCode.NotFound ? ForgeFault.NotFound : ForgeFault.Invalid;
        var message = Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("message", out var text) ? text.GetString() : null;
        throw new ForgeException(fault, $"GitHub answered the App with {(int)Status}: {message}");
    }
}
