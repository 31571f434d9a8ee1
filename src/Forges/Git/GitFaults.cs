using BackgroundAgent.Sandbox;
using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

/// <summary>Maps what git says to the faults that callers tell apart.</summary>
internal static class GitFaults
{
    private const int ExcerptCharacters = 600;

    private static readonly (string Text, ForgeFault Fault)[] Words =
    [
        ("dubious ownership", ForgeFault.Unauthorized),
        ("is not owned by current user", ForgeFault.Unauthorized),
        ("Authentication failed", ForgeFault.Unauthorized),
        ("authentication replays", ForgeFault.Unauthorized),
        ("authentication required", ForgeFault.Unauthorized),
        ("Permission denied", ForgeFault.Unauthorized),
        ("Host key verification failed", ForgeFault.Unauthorized),
        ("status code: 401", ForgeFault.Unauthorized),
        ("status code: 403", ForgeFault.Unauthorized),
        ("status code: 404", ForgeFault.NotFound),
        ("does not appear to be a git repository", ForgeFault.NotFound),
        ("epository not found", ForgeFault.NotFound),
        ("couldn't find remote ref", ForgeFault.NotFound),
        ("No such file or directory", ForgeFault.NotFound),
    ];

    private static readonly string[] Damage =
        ["bad object", "missing blob", "missing tree", "missing commit", "is corrupt", "unable to read", "did not send all necessary objects"];

    public static Exception FromProgram(RepositoryUrl url, ProcessOutcome outcome)
    {
        var text = $"git could not reach {url.Text}: {Excerpt(outcome.StandardError)}";
        return Damage.Any(word => outcome.StandardError.Contains(word, StringComparison.Ordinal))
            ? new DamagedMirrorException(text)
            : new ForgeException(Classify(outcome.StandardError), text);
    }

    public static ForgeException FromLibrary(RepositoryUrl url, LibGit2SharpException fault)
        => new(Classify(fault.Message), $"git could not reach {url.Text}: {Excerpt(fault.Message)}", fault);

    /// <summary>The first lines, for people; a remote may send anything.</summary>
    public static string Excerpt(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= ExcerptCharacters ? trimmed : trimmed[..ExcerptCharacters] + " …";
    }

    private static ForgeFault Classify(string text)
    {
        foreach (var (word, fault) in Words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return fault;
            }
        }

        return ForgeFault.Transient;
    }
}
