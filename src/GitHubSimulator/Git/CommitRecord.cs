using System.Globalization;

namespace BackgroundAgent.GitHubSimulator.Git;

/// <summary>One commit as git logs it.</summary>
internal sealed record CommitRecord(string Sha, string Tree, IReadOnlyList<string> Parents, Signature Author, Signature Committer, string Message)
{
    /// <summary>Fields end with a unit separator, commits with a record separator: neither stands in a message.</summary>
    public const string Format = "%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1e";

    public static IReadOnlyList<CommitRecord> ParseAll(string log) =>
    [
        .. log.Split('\x1e', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(record => record.Split('\x1f')).Select(field
            => new CommitRecord(
                field[0], field[1], field[2].Split(' ', StringSplitOptions.RemoveEmptyEntries), new Signature(field[3], field[4], Time(field[5])),
                new Signature(field[6], field[7], Time(field[8])), field[9].Trim())),
    ];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

internal sealed record Signature(string Name, string Email, DateTimeOffset At);
