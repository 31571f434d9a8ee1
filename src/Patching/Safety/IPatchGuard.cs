using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Safety;

/// <summary>Looks at a whole branch diff and names what must not be pushed without a person.</summary>
public interface IPatchGuard
{
    IEnumerable<GuardHit> Check(PatchDiff diff, TaskPolicy policy);
}

/// <summary>A diff as guards see it.</summary>
public sealed record PatchDiff(IReadOnlyList<ChangedFile> Files)
{
    public int ChangedLines => Files.Sum(file => file.LinesAdded + file.LinesDeleted);
}

/// <summary>One changed file.</summary>
public sealed record ChangedFile
{
    /// <summary>Relative to the repository, forward slashes; the new path of a rename.</summary>
    public required string Path { get; init; }

    /// <summary>Set when it was renamed.</summary>
    public string? OldPath { get; init; }

    public required ChangeType Change { get; init; }

    public int LinesAdded { get; init; }

    public int LinesDeleted { get; init; }

    public bool Binary { get; init; }

    /// <summary>Unified diff of this file, bounded.</summary>
    public string Patch { get; init; } = "";

    /// <summary>Added lines without the leading plus, with their new 1-based line numbers.</summary>
    public IReadOnlyList<DiffLine> Added { get; init; } = [];

    /// <summary>Deleted lines without the leading minus, with their old 1-based line numbers.</summary>
    public IReadOnlyList<DiffLine> Deleted { get; init; } = [];
}

public readonly record struct DiffLine(int Number, string Text);

public enum ChangeType
{
    Added,
    Modified,
    Deleted,
    Renamed,
}
