using BackgroundAgent.Contracts.Ci;

namespace BackgroundAgent.Forges.Local;

/// <summary>A commit that CI runs for.</summary>
/// <param name="RepositoryKey">See <see cref="Git.RepositoryUrl.Key"/>.</param>
/// <param name="Purpose"><see cref="CiPurpose"/>: part of what makes a run the same.</param>
/// <param name="Branch">Null: nobody is told of the result.</param>
internal sealed record CiRun(string RepositoryKey, string Repository, string Commit, string Purpose, string? Branch, string Command, bool Network);

/// <summary>One run attempt.</summary>
internal sealed record CiAttempt
{
    public required long RunId { get; init; }

    public required int Attempt { get; init; }

    public required CiRun Run { get; init; }

    public required CheckStatus Status { get; init; }

    public CheckConclusion? Conclusion { get; init; }

    public string? Summary { get; init; }

    public bool CancelAsked { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>Why a commit is run.</summary>
internal static class CiPurpose
{
    /// <summary>It was pushed: once per commit, whatever the command.</summary>
    public const string Push = "push";

    /// <summary>A task compares with it: once per commit and command.</summary>
    public static string Base(string command)
    {
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(command));
        return "base-" + Convert.ToHexStringLower(digest)[..16];
    }
}
