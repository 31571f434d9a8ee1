using System.Net;
using System.Text.Json;
using BackgroundAgent.Forges.GitHub.Http;
using BackgroundAgent.Forges.GitHub.Identity;

namespace BackgroundAgent.Forges.GitHub.Setup;

/// <inheritdoc cref="IForgeAppSetup"/>
internal sealed class GitHubAppSetup(GitHubTransport transport) : IForgeAppSetup
{
    public async Task<CreatedApp> ExchangeAsync(string code, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(transport.Api, $"app-manifests/{Uri.EscapeDataString(code)}/conversions"));
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        try
        {
            using var response = await transport.Plain.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                throw new ForgeException(ForgeFault.NotFound, "GitHub does not know this code: it is good for one exchange within an hour.");
            }

            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var app = new AppAnswer(response.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes)).Required();
            return new CreatedApp
            {
                Id = app.GetProperty("id").GetInt64(),
                Slug = app.GetProperty("slug").GetString()!,
                Url = app.GetProperty("html_url").GetString()!,
                PrivateKey = app.GetProperty("pem").GetString()!,
                WebhookSecret = app.TryGetProperty("webhook_secret", out var secret) ? secret.GetString() : null,
            };
        }
        catch (HttpRequestException fault)
        {
            throw new ForgeException(ForgeFault.Transient, $"GitHub cannot be reached at {transport.Api}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ForgeException(ForgeFault.Invalid, $"{transport.Api} did not answer as GitHub does; check the address of the server.", fault);
        }
    }
}
