using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Calls GitHub about one repository; every refusal becomes a <see cref="ForgeException"/>.</summary>
internal sealed class GitHubRepository
{
    /// <summary>Items of a page; GitHub gives no more.</summary>
    private const int PageItems = 100;

    private const string Hidden = "GitHub does not show";

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
        try
        {
            return await FindJsonAsync(path, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Message.StartsWith(Hidden, StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>The same, with null only where there is none.</summary>
    public async Task<JsonElement?> FindJsonAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(path, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await BodyAsync(response, path, cancellationToken);
    }

    /// <summary>All items of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [];
        for (var page = 1; ; page++)
        {
            var paged = string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}per_page={PageItems}&page={page}");
            var found = await FindJsonAsync(paged, cancellationToken) is { } answer ? answer.EnumerateArray().ToList() : [];
            items.AddRange(found);
            if (found.Count < PageItems)
            {
                return items;
            }
        }
    }

    /// <summary>Sends JSON; anything but success is a fault.</summary>
    public async Task SendAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(path, cancellationToken, method, JsonContent.Create(body));
        await BodyAsync(response, path, cancellationToken);
    }

    /// <summary>The answer as it comes; redirects are not followed.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken, HttpMethod? method = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path.Length == 0 ? $"repos/{Slug}" : $"repos/{Slug}/{path}");
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Content = content;
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw Unreachable(fault);
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancellationToken))
            : throw new ForgeException(
                status is 429 or >= 500 ? ForgeFault.Transient : status is 401 or 403 ? ForgeFault.Unauthorized : ForgeFault.Invalid,
                status == 403 ? $"{Hidden} {path} to this identity." : $"GitHub answered {status} for {path}.");
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
