using System.Globalization;
using System.Net;
using BackgroundAgent.Forges.GitHub.Http;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>
/// Streams job logs, which Octokit can only read into memory. GitHub answers with a redirect to its storage, which is followed without the token.
/// </summary>
internal sealed class GitHubLogs(GitHubTransport transport)
{
    /// <returns>Null: there is no log, or none any more.</returns>
    public async Task<Stream?> OpenAsync(GitHubRepository github, long job, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"actions/jobs/{job}/logs");
        var first = await github.OpenAsync(path, cancellationToken);
        if (first.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect) || first.Headers.Location is not { } location)
        {
            return await ContentAsync(first, cancellationToken);
        }

        first.Dispose();
        try
        {
            var storage = await transport.Plain.GetAsync(new Uri(transport.Api, location), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await ContentAsync(storage, cancellationToken);
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
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new ForgeException(ForgeFault.Unauthorized, "GitHub does not show the log to this identity."),
            _ => throw new ForgeException(ForgeFault.Transient, $"GitHub answered {(int)status} for the log."),
        };
    }
}
