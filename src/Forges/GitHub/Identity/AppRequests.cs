using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using BackgroundAgent.Forges.GitHub.Http;

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>Requests that the App makes as itself, with a JWT. They have a rate limit of their own.</summary>
internal sealed partial class AppRequests(GitHubTransport transport, AppJwt jwt, RequestBudgets budgets)
{
    private const string Budget = "app";

    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Below the base of the API.</param>
    /// <param name="body">Sent as JSON; null: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForgeException">GitHub cannot be reached, or a rate limit is reached. Other refusals are answers.</exception>
    public Task<AppAnswer> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        => SendAsync(method, path, body, null, cancellationToken);

    /// <summary>The same with an installation's token instead of the JWT; null: the JWT.</summary>
    public async Task<AppAnswer> SendAsync(HttpMethod method, string path, object? body, AccessToken? token, CancellationToken cancellationToken)
    {
        var budget = budgets.Of(token?.Budget ?? Budget);
        using var place = await budget.EnterAsync(Budget, cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri(transport.Api, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token?.Value ?? jwt.Create());
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await transport.Plain.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var refusal = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests ? System.Text.Encoding.UTF8.GetString(bytes) : null;
            return budget.Learn(response, refusal) is { } wait
                ? throw RequestBudget.Reached(wait)
                : new AppAnswer(response.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes)) { Next = NextOf(response) };
        }
        catch (HttpRequestException fault)
        {
            throw new ForgeException(ForgeFault.Transient, $"GitHub cannot be reached: {fault.Message}", fault);
        }
        catch (JsonException fault)
        {
            throw new ForgeException(ForgeFault.Transient, "GitHub did not answer in JSON; something stands between.", fault);
        }
    }

    /// <summary>Of the address of the next page only what makes it another page is taken: a token goes nowhere else because a header says so.</summary>
    private static string? NextOf(HttpResponseMessage response)
        => response.Headers.TryGetValues("Link", out var links) && NextLink().Match(string.Join(',', links)) is { Success: true } match ? match.Groups["page"].Value : null;

    [GeneratedRegex("""<[^>]*[?&](?<page>(?:cursor|page)=[^&>]+)[^>]*>;\s*rel="next"\s*(?:,|\z)""", RegexOptions.NonBacktracking)]
    private static partial Regex NextLink();
}
