using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

/// <summary>
/// A work tree linked to a mirror, as in gitrepository-layout: a <c>.git</c> file in the work tree, and <c>worktrees/name</c> in the mirror with
/// HEAD, commondir and gitdir. The links are written by hand, because then writing them again repairs any half state, and because a
/// program inside the work tree that changes them gains nothing: every open writes them anew.
/// </summary>
internal sealed class LinkedWorkTree(string mirror, string name, string path)
{
    private string GitDirectory => Path.Join(mirror, "worktrees", name);

    /// <summary>Call with the work tree's lock.</summary>
    /// <param name="head">A reference (<c>refs/heads/…</c>) or a commit id, for a detached HEAD.</param>
    public Repository Open(string head)
    {
        Directory.CreateDirectory(GitDirectory);
        StaleGitFiles.RemoveFromWorkTree(GitDirectory);
        if (new FileInfo(path).LinkTarget is not null || File.Exists(path))
        {
            Folders.Remove(path);
        }

        Directory.CreateDirectory(path);
        Folders.WriteText(Path.Join(GitDirectory, "commondir"), "../..\n");
        Folders.WriteText(Path.Join(GitDirectory, "gitdir"), Path.Join(path, ".git") + "\n");
        Folders.WriteText(Path.Join(GitDirectory, "HEAD"), head.StartsWith("refs/", StringComparison.Ordinal) ? $"ref: {head}\n" : head + "\n");
        Folders.WriteText(Path.Join(path, ".git"), $"gitdir: {GitDirectory}\n");
        return new Repository(path);
    }

    /// <summary>Makes files and index equal to a commit, which the head must point to already; ignored files stay, since they are build caches.</summary>
    public void CheckOut(string head, string commit)
    {
        try
        {
            CheckOutOnce(head, commit);
        }
        catch (LibGit2SharpException)
        {
            // A half-written index, or files nobody may overwrite: begin with an empty folder.
            Remove();
            CheckOutOnce(head, commit);
        }
    }

    public void Remove()
    {
        Folders.Remove(path);
        Folders.Remove(GitDirectory);
    }

    private void CheckOutOnce(string head, string commit)
    {
        using var repository = Open(head);
        repository.Reset(ResetMode.Hard, repository.Lookup<Commit>(commit));
        RemoveUntracked(repository);
    }

    private void RemoveUntracked(Repository repository)
    {
        var untracked = repository
            .RetrieveStatus(new StatusOptions { IncludeIgnored = false, RecurseUntrackedDirs = true, ExcludeSubmodules = true })
            .Where(entry => entry.State.HasFlag(FileStatus.NewInWorkdir))
            .Select(entry => Path.TrimEndingDirectorySeparator(Path.Join(path, entry.FilePath)))
            .ToList();
        foreach (var file in untracked)
        {
            Folders.Remove(file);
            var folder = Path.GetDirectoryName(file)!;
            while (folder.Length > path.Length && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
                folder = Path.GetDirectoryName(folder)!;
            }
        }
    }
}
