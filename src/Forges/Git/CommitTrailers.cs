using System.Globalization;

namespace BackgroundAgent.Forges.Git;

/// <summary>
/// The last paragraph of a task's commit message (git-interpret-trailers). It is how a commit that was already made is found again.
/// </summary>
internal static class CommitTrailers
{
    private const string TaskName = "Bgagent-Task";
    private const string AttemptName = "Bgagent-Attempt";

    public static string Append(string message, string taskId, int attempt)
    {
        var body = message.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(body.Length > 0 ? body : "Apply a patch")}\n\n{TaskName}: {taskId}\n{AttemptName}: {attempt}\n");
    }

    public static bool Match(string message, string taskId, int attempt)
        => IsOf(message, taskId) && Trailers(message).Contains(string.Create(CultureInfo.InvariantCulture, $"{AttemptName}: {attempt}"));

    /// <summary>Whether a task made the commit, in whichever attempt.</summary>
    public static bool IsOf(string message, string taskId) => Trailers(message).Contains($"{TaskName}: {taskId}");

    private static string[] Trailers(string message) => message.ReplaceLineEndings("\n").TrimEnd().Split("\n\n").Last().Split('\n');
}
