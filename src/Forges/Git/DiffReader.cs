using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

/// <summary>Reads the staged change against a commit.</summary>
internal static class DiffReader
{
    public static WorkTreeDiff Read(Repository repository, Commit from)
    {
        using var patch = repository.Diff.Compare<Patch>(
            from.Tree,
            DiffTargets.Index,
            null,
            null,
            new CompareOptions { Similarity = SimilarityOptions.Renames, IncludeUnmodified = false });
        var files = patch
            .Select(entry => new FileDiff(
                entry.Path,
                entry.Status == ChangeKind.Renamed ? entry.OldPath : null,
                Letter(entry.Status),
                entry.LinesAdded,
                entry.LinesDeleted,
                entry.IsBinaryComparison,
                entry.Patch))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        return new WorkTreeDiff(patch.Content, files);
    }

    private static char Letter(ChangeKind kind) => kind switch
    {
        ChangeKind.Added or ChangeKind.Copied => 'A',
        ChangeKind.Deleted => 'D',
        ChangeKind.Renamed => 'R',
        _ => 'M',
    };
}
