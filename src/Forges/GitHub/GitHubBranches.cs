using System.Net;
using System.Text.Json;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Where branches are. Octokit asks at <c>git/refs/…</c>, which GitHub's description has for changes only and which once answered with whatever began alike.</summary>
internal static class GitHubBranches
{
    /// <returns>The commit; null: there is no such branch.</returns>
    public static async Task<string?> HeadAsync(GitHubRepository github, string branch, CancellationToken cancellationToken)
    {
        var reference = await github.FindJsonAsync($"git/ref/heads/{InPath(branch)}", cancellationToken);
        return reference?.GetProperty("object").GetProperty("sha").GetString();
    }

    /// <summary>Whether the open pull request of a branch conflicts with its base, as far as GitHub has found out.</summary>
    public static async Task<bool> ConflictsAsync(GitHubRepository github, string branch, CancellationToken cancellationToken)
    {
        var open = await github.JsonAsync($"pulls?state=open&head={Uri.EscapeDataString($"{github.Owner}:{branch}")}&per_page=1", cancellationToken);
        return open is { } list && list.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } found
            && await github.JsonAsync($"pulls/{found.GetProperty("number").GetInt32()}", cancellationToken) is { } pull
            && pull.GetProperty("mergeable").ValueKind == JsonValueKind.False;
    }

    /// <summary>A branch's name as part of an address.</summary>
    public static string InPath(string branch) => string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Only where it still is at that commit: other people's work is not deleted. One that is gone already is fine.</summary>
    public static async Task DeleteAsync(GitHubRepository github, string branch, string commit, CancellationToken cancellationToken)
    {
        if (await HeadAsync(github, branch, cancellationToken) != commit)
        {
            return;
        }

        try
        {
            await github.CallAsync(client => client.Git.Reference.Delete(github.Owner, github.Name, "heads/" + branch), cancellationToken);
        }
        catch (ForgeException fault) when (fault.InnerException is ApiException { StatusCode: HttpStatusCode.UnprocessableEntity } refusal
            && refusal.Message.Contains("does not exist", StringComparison.OrdinalIgnoreCase))
        {
            // Somebody else deleted it in between, as GitHub itself does where merged branches are deleted.
        }
    }
}
