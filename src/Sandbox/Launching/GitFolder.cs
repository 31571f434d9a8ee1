namespace BackgroundAgent.Sandbox.Launching;

/// <summary>The repository behind a work tree: a work tree's <c>.git</c> is a file that points into it.</summary>
internal static class GitFolder
{
    private const string Pointer = "gitdir:";

    /// <returns>Absolute path of the repository; null when the folder is no linked work tree.</returns>
    public static string? Of(string workTree)
    {
        var file = Path.Combine(workTree, ".git");
        if (!File.Exists(file))
        {
            return null;
        }

        var text = File.ReadAllText(file).Trim();
        if (!text.StartsWith(Pointer, StringComparison.Ordinal))
        {
            return null;
        }

        // …/repository/worktrees/name
        var own = Path.GetFullPath(Path.Combine(workTree, text[Pointer.Length..].Trim()));
        var list = Path.GetDirectoryName(own);
        return Path.GetFileName(list) == "worktrees" ? Path.GetDirectoryName(list) : null;
    }
}
