using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

/// <summary>Brings the index in line with the files, so that what is shown as the diff is exactly what will be committed.</summary>
internal static class Staging
{
    /// <summary>
    /// Ignored files stay out. Submodules are left as they are, and a repository inside the work tree that is not a submodule is left out:
    /// a commit of it would point to an object that the remote does not have.
    /// </summary>
    public static void StageAll(Repository repository)
    {
        var options = new StatusOptions
        {
            Show = StatusShowOption.WorkDirOnly,
            IncludeIgnored = false,
            RecurseUntrackedDirs = true,
            ExcludeSubmodules = true,
        };

        var changed = false;
        foreach (var entry in repository.RetrieveStatus(options).Where(entry => !entry.FilePath.EndsWith('/')))
        {
            if (repository.Index[entry.FilePath]?.Mode == Mode.GitLink)
            {
                continue;
            }

            if (entry.State.HasFlag(FileStatus.DeletedFromWorkdir))
            {
                repository.Index.Remove(entry.FilePath);
                changed = true;
            }
            else if ((entry.State & (FileStatus.NewInWorkdir | FileStatus.ModifiedInWorkdir | FileStatus.TypeChangeInWorkdir | FileStatus.Conflicted)) != 0)
            {
                repository.Index.Add(entry.FilePath);
                changed = true;
            }
        }

        if (changed)
        {
            repository.Index.Write();
        }
    }
}
