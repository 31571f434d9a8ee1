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
        try
        {
            return await ReadAsync(github, job, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault is ForgeFault.NotFound or ForgeFault.Expired)
        {
            return null;
        }
    }

    /// <exception cref="ForgeException">Also <see cref="ForgeFault.NotFound"/> and <see cref="ForgeFault.Expired"/>.</exception>
    public async Task<Stream> ReadAsync(GitHubRepository github, long job, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"actions/jobs/{job}/logs");
        var first = await github.OpenAsync(path, cancellationToken);
        if (first.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect) || first.Headers.Location is not { } location)
        {
            return await ContentAsync(first, atStorage: false, cancellationToken);
        }

        first.Dispose();
        try
        {
            var storage = await transport.Plain.GetAsync(new Uri(transport.Api, location), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await ContentAsync(storage, atStorage: true, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new ForgeException(ForgeFault.Transient, $"The log cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<Stream> ContentAsync(HttpResponseMessage response, bool atStorage, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }

        var status = response.StatusCode;
        response.Dispose();

        // GitHub says where the log is even where its storage has dropped it.
        throw status switch
        {
            HttpStatusCode.Gone => Expired(),
            HttpStatusCode.NotFound when atStorage => Expired(),
            HttpStatusCode.NotFound => new ForgeException(ForgeFault.NotFound, "GitHub has no log of this job, or does not show it to this identity."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ForgeException(ForgeFault.Unauthorized, "GitHub does not show the log to this identity."),
            _ => new ForgeException(ForgeFault.Transient, $"GitHub answered {(int)status} for the log."),
        };
    }

    private static ForgeException Expired() => new(ForgeFault.Expired, "GitHub does not keep this log any more.");
}
