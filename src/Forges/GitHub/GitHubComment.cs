using System.Globalization;
using System.Text.Json;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Comments on an issue or pull request. Octokit asks for an order that GitHub does not know here.</summary>
/// <param name="By">Login; null: the account is gone.</param>
internal sealed record GitHubComment(long Id, string? By, string Body)
{
    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<GitHubComment>> AllAsync(GitHubRepository github, int number, CancellationToken cancellationToken)
    {
        var items = await github.ListAsync(string.Create(CultureInfo.InvariantCulture, $"issues/{number}/comments"), cancellationToken);
        return [.. items.Select(item => new GitHubComment(item.GetProperty("id").GetInt64(), Login(item), item.GetProperty("body").GetString() ?? ""))];
    }

    private static string? Login(JsonElement comment)
        => comment.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.Object ? user.GetProperty("login").GetString() : null;
}
