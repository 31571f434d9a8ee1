using System.Net;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Branches on GitHub that are done with.</summary>
internal static class GitHubBranches
{
    /// <summary>Only where it still is at that commit: other people's work is not deleted. One that is gone already is fine.</summary>
    public static async Task DeleteAsync(GitHubRepository github, string branch, string commit, CancellationToken cancellationToken)
    {
        var name = "heads/" + branch;
        var reference = await github.FindAsync(client => client.Git.Reference.Get(github.Owner, github.Name, name), cancellationToken);
        if (reference?.Object.Sha != commit)
        {
            return;
        }

        try
        {
            await github.CallAsync(client => client.Git.Reference.Delete(github.Owner, github.Name, name), cancellationToken);
        }
        catch (ForgeException fault) when (fault.InnerException is ApiException { StatusCode: HttpStatusCode.UnprocessableEntity } refusal
            && refusal.Message.Contains("does not exist", StringComparison.OrdinalIgnoreCase))
        {
            // Somebody else deleted it in between, as GitHub itself does where merged branches are deleted.
        }
    }
}
