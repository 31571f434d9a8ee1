namespace BackgroundAgent.Starter.Arguments;

/// <summary>The branches of a repository, read from its files.</summary>
/// <param name="Branches">Local branches that point at a commit, sorted.</param>
/// <param name="Head">The current branch, also when it has no commit yet; null when a commit is checked out directly.</param>
internal sealed record GitReferences(IReadOnlySet<string> Branches, string? Head)
{
    private const string Heads = "refs/heads/";

    /// <returns>Null when the repository keeps its references in another format than files.</returns>
    public static GitReferences? Read(string gitDirectory)
    {
        // A linked work tree has a HEAD of its own and shares everything else.
        var shared = gitDirectory;
        var pointer = Path.Combine(gitDirectory, "commondir");
        if (File.Exists(pointer))
        {
            shared = Path.GetFullPath(File.ReadAllText(pointer).Trim(), gitDirectory);
        }

        if (Directory.Exists(Path.Combine(shared, "reftable")))
        {
            return null;
        }

        var branches = new SortedSet<string>(StringComparer.Ordinal);
        var loose = Path.Combine(shared, "refs", "heads");
        if (Directory.Exists(loose))
        {
            foreach (var file in Directory.EnumerateFiles(loose, "*", SearchOption.AllDirectories))
            {
                branches.Add(Path.GetRelativePath(loose, file).Replace('\\', '/'));
            }
        }

        var packed = Path.Combine(shared, "packed-refs");
        if (File.Exists(packed))
        {
            branches.UnionWith(File.ReadLines(packed)
                .Select(line => line.Split(' ', 2))
                .Where(parts => parts.Length == 2 && parts[1].StartsWith(Heads, StringComparison.Ordinal))
                .Select(parts => parts[1][Heads.Length..].Trim()));
        }

        var head = File.ReadAllText(Path.Combine(gitDirectory, "HEAD")).Trim();
        const string symbolic = "ref: " + Heads;
        return new GitReferences(branches, head.StartsWith(symbolic, StringComparison.Ordinal) ? head[symbolic.Length..] : null);
    }
}
