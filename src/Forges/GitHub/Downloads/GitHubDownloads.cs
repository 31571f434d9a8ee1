using System.Net;
using BackgroundAgent.Forges.GitHub.Http;

namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>Streams logs and artifacts. GitHub answers with a redirect to its storage, which is followed without the token.</summary>
internal sealed class GitHubDownloads(GitHubTransport transport)
{
    /// <param name="github">The repository.</param>
    /// <param name="path">Below it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null: there is none, or none any more.</returns>
    public async Task<Stream?> OpenAsync(GitHubRepository github, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(github, path, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault is ForgeFault.NotFound or ForgeFault.Expired)
        {
            return null;
        }
    }

    /// <exception cref="ForgeException">Also <see cref="ForgeFault.NotFound"/> and <see cref="ForgeFault.Expired"/>.</exception>
    public async Task<Stream> ReadAsync(GitHubRepository github, string path, CancellationToken cancellationToken)
    {
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
            throw new ForgeException(ForgeFault.Transient, $"The log or artifact cannot be read: {fault.Message}", fault);
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
