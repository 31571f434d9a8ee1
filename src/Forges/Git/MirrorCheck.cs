using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

/// <summary>Tells a damaged mirror from a good one. Call with the mirror's lock: a reference that is being written looks damaged.</summary>
internal static class MirrorCheck
{
    /// <summary>Quick: the tips can be read.</summary>
    public static bool IsReadable(string mirror, string trackingPrefix) => Check(mirror, trackingPrefix, (_, commit) => commit.Tree is not null);

    /// <summary>Everything that the tips need to be checked out can be read.</summary>
    public static bool IsWhole(string mirror, string trackingPrefix)
        => Check(mirror, trackingPrefix, (repository, commit) => IsWhole(repository, commit.Tree));

    private static bool Check(string mirror, string trackingPrefix, Func<Repository, Commit, bool> check)
    {
        if (!Repository.IsValid(mirror))
        {
            return false;
        }

        try
        {
            using var repository = new Repository(mirror);
            return repository.Refs.FromGlob(trackingPrefix + "*")
                .All(reference => check(repository, repository.Lookup<Commit>(reference.TargetIdentifier)));
        }
        catch (Exception fault) when (fault is LibGit2SharpException or NullReferenceException)
        {
            // A truncated reference or object surfaces as either.
            return false;
        }
    }

    private static bool IsWhole(Repository repository, Tree tree) => tree.All(entry => entry.TargetType switch
    {
        TreeEntryTargetType.Tree => IsWhole(repository, (Tree)entry.Target),
        TreeEntryTargetType.Blob => repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size >= 0,
        _ => true,
    });
}
