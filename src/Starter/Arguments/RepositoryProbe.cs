namespace BackgroundAgent.Starter.Arguments;

/// <summary>
/// Looks at a local repository before a task is made of it, by reading git's own files (layout: gitrepository-layout(5)), so that a
/// mistake is told at once and not after a server has started.
/// </summary>
internal static class RepositoryProbe
{
    private const int BranchesNamed = 8;

    /// <returns>The folder of the repository itself: the given one or the parent that holds <c>.git</c>.</returns>
    public static string Check(string folder, string? baseBranch)
    {
        if (!Directory.Exists(folder))
        {
            throw CliException.Usage($"there is no folder {folder}", "Give --repo the folder or URL of a git repository.");
        }

        var (root, gitDirectory) = Find(folder)
            ?? throw CliException.Usage($"{folder} is not a git repository", "Run 'git init' and commit there, or give --repo another folder.");
        var references = GitReferences.Read(gitDirectory);
        if (references is null)
        {
            return root;
        }

        if (references.Branches.Count == 0)
        {
            throw CliException.Usage($"{root} has no commits", "Commit something first: the task starts from a commit.");
        }

        if (baseBranch is not null && !references.Branches.Contains(baseBranch))
        {
            throw CliException.Usage(
                $"there is no branch '{baseBranch}' in {root}",
                "Branches there: " + string.Join(", ", references.Branches.Where(IsOfPeople).Take(BranchesNamed)) + ".");
        }

        if (baseBranch is null && references.Head is { } head && !references.Branches.Contains(head))
        {
            throw CliException.Usage($"the current branch '{head}' of {root} has no commits", "Commit there first, or name another branch with --base.");
        }

        return root;
    }

    /// <summary>Whether a policy file lies in the work tree. False too for a bare repository.</summary>
    public static bool HasPolicyFile(string root) => File.Exists(Path.Combine(root, ".bgagent.yml"));

    private static bool IsOfPeople(string branch) => !branch.StartsWith(Contracts.Tasks.Naming.BranchPrefix, StringComparison.Ordinal);

    private static (string Root, string GitDirectory)? Find(string folder)
    {
        if (IsGitDirectory(folder))
        {
            return (folder, folder);
        }

        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var dotGit = Path.Combine(at, ".git");
            if (IsGitDirectory(dotGit))
            {
                return (at, dotGit);
            }

            // A linked work tree or a submodule: a file that says where the rest is.
            if (File.Exists(dotGit) && PathIn(dotGit, "gitdir: ") is { } elsewhere)
            {
                return (at, Path.GetFullPath(elsewhere, at));
            }
        }

        return null;
    }

    private static bool IsGitDirectory(string path)
        => File.Exists(Path.Combine(path, "HEAD")) && Directory.Exists(Path.Combine(path, "objects")) && Directory.Exists(Path.Combine(path, "refs"));

    private static string? PathIn(string file, string prefix)
    {
        var text = File.ReadAllText(file).Trim();
        return text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
    }
}
