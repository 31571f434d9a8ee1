using System.Text.Json;
using BackgroundAgent.TestKit.Npm;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>GitHub's own example payloads, from the npm package <c>@octokit/webhooks-examples</c>; fetched when a test needs them and never kept.</summary>
internal static class GitHubExamples
{
    private const string Package = "@octokit/webhooks-examples@7.6.1";
    private const string Index = "package/api.github.com/index.json";

    /// <returns>Event name and payload of each; null when the package cannot be had, with the reason.</returns>
    public static async Task<(List<(string Event, string Payload)>? Examples, string Reason)> FetchAsync(CancellationToken cancellationToken)
    {
        var (content, reason) = await NpmPackage.ReadAsync(Package, Index, cancellationToken);
        if (content is null)
        {
            return (null, reason);
        }

        using var document = JsonDocument.Parse(content);
        return ([
            .. document.RootElement.EnumerateArray().SelectMany(kind => kind.GetProperty("examples").EnumerateArray()
                .Select(example => (kind.GetProperty("name").GetString()!, example.GetRawText()))),
        ], reason);
    }
}
