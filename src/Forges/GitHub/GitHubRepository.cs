using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Calls GitHub about one repository; every refusal becomes a <see cref="ForgeException"/>.</summary>
internal sealed class GitHubRepository
{
    private readonly IGitHubClient client;
    private readonly HttpClient http;

    public GitHubRepository(GitHubSlug slug, IGitHubClient client, HttpClient http)
    {
        (Slug, this.client, this.http) = (slug, client, http);
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("background-agent", "1"));
    }

    public GitHubSlug Slug { get; }

    public string Owner => Slug.Owner;

    public string Name => Slug.Name;

    public async Task<T> CallAsync<T>(Func<IGitHubClient, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(client).WaitAsync(cancellationToken);
        }
        catch (ApiException fault)
        {
            throw new ForgeException(Fault(fault), $"GitHub answered {(int)fault.StatusCode}: {fault.Message}", fault);
        }
        catch (HttpRequestException fault)
        {
            throw Unreachable(fault);
        }
    }

    public Task CallAsync(Func<IGitHubClient, Task> call, CancellationToken cancellationToken) => CallAsync(
        async one =>
        {
            await call(one);
            return true;
        },
        cancellationToken);

    /// <summary>The same, with null where there is no such thing.</summary>
    public async Task<T?> FindAsync<T>(Func<IGitHubClient, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync(call, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.NotFound)
        {
            return null;
        }
    }

    /// <summary>JSON of an endpoint that Octokit does not know whole.</summary>
    /// <param name="path">Below the repository; empty for itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null: there is none, or it is not shown to us.</returns>
    public async Task<JsonElement?> JsonAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(path, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            var fault = (int)response.StatusCode >= 500 ? ForgeFault.Transient : (int)response.StatusCode == 401 ? ForgeFault.Unauthorized : ForgeFault.Invalid;
            throw new ForgeException(fault, $"GitHub answered {(int)response.StatusCode} for {path}.");
        }

        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>The answer as it comes; redirects are not followed.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.Length == 0 ? $"repos/{Slug}" : $"repos/{Slug}/{path}");
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw Unreachable(fault);
        }
    }

    private static ForgeException Unreachable(HttpRequestException fault)
        => new(ForgeFault.Transient, $"GitHub cannot be reached: {fault.Message}", fault);

    private static ForgeFault Fault(ApiException fault) => fault switch
    {
        RateLimitExceededException or SecondaryRateLimitExceededException or AbuseException => ForgeFault.Transient,
        NotFoundException => ForgeFault.NotFound,
        AuthorizationException or ForbiddenException => ForgeFault.Unauthorized,
        _ when (int)fault.StatusCode is >= 500 or 429 or 409 => ForgeFault.Transient,
        _ when (int)fault.StatusCode == 410 => ForgeFault.NotFound,
        _ => ForgeFault.Invalid,
    };
}
