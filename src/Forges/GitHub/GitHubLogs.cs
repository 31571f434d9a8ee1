using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>
/// Streams job logs, which Octokit can only read into memory. GitHub answers with a redirect to its storage, which is followed without the token.
/// </summary>
internal sealed class GitHubLogs(IHttpClientFactory clients, GitHubConnection github, IOptions<GitHubOptions> options)
{
    public const string ClientName = "github-logs";

    /// <returns>Null: there is no log, or none any more.</returns>
    public async Task<Stream?> OpenAsync(string owner, string name, long job, CancellationToken cancellationToken)
    {
        var address = new Uri(github.Client.Connection.BaseAddress, string.Create(CultureInfo.InvariantCulture, $"repos/{owner}/{name}/actions/jobs/{job}/logs"));
        var first = await GetAsync(address, options.Value.Token, cancellationToken);
        if (first.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect) || first.Headers.Location is not { } location)
        {
            return await ContentAsync(first, cancellationToken);
        }

        first.Dispose();
        return await ContentAsync(await GetAsync(new Uri(address, location), token: null, cancellationToken), cancellationToken);
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("background-agent", "1"));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
        }

        try
        {
            return await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new ForgeException(ForgeFault.Transient, $"The log cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<Stream?> ContentAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }

        var status = response.StatusCode;
        response.Dispose();
        return status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => null,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new ForgeException(ForgeFault.Unauthorized, "GitHub does not show the log to this token."),
            _ => throw new ForgeException(ForgeFault.Transient, $"GitHub answered {(int)status} for the log."),
        };
    }
}
