using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BackgroundAgent.Forges.GitHub.Http;

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>Requests that the App makes as itself, with a JWT.</summary>
internal sealed class AppRequests(GitHubTransport transport, AppJwt jwt)
{
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Below the base of the API.</param>
    /// <param name="body">Sent as JSON; null: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForgeException">GitHub cannot be reached. Refusals are answers.</exception>
    public async Task<AppAnswer> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(transport.Api, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", jwt.Create());
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await transport.Plain.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new AppAnswer(response.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes));
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
}
