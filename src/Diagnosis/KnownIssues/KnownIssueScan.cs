using System.Text;
using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.KnownIssues;

/// <summary>Looks for known issues in a log, streaming: memory does not grow with the log, time is linear.</summary>
public sealed class KnownIssueScan
{
    private const int ChunkBytes = 128 * 1024;

    private readonly IReadOnlyList<Sought> _sought;

    /// <param name="issues">In the order in which hits are given; an entry that excludes console logs is left out.</param>
    public KnownIssueScan(IReadOnlyList<KnownIssue> issues) => _sought = [.. issues.Where(i => !i.ExcludeConsoleLog).Select(i => new Sought(i))];

    /// <summary>The issues that the log holds, one hit each.</summary>
    public IReadOnlyList<KnownIssueHit> Find(Stream log, CancellationToken cancellationToken = default)
    {
        var lines = new LineSplitter(new byte[LineSplitter.MaxLineBytes]);
        var search = new Search(_sought);
        var buffer = new byte[ChunkBytes];
        int read;
        while ((read = log.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lines.Feed(buffer.AsSpan(0, read), search);
        }

        lines.Complete(search);
        return search.Hits();
    }

    /// <summary>An issue with its parts prepared.</summary>
    private sealed class Sought(KnownIssue issue)
    {
        public KnownIssue Issue => issue;

        public byte[][] Messages { get; } = [.. issue.Messages.Select(Encoding.UTF8.GetBytes)];

        public Regex[] Patterns { get; } = [.. issue.Patterns.Select(p => new Regex(p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];

        public int Count => Messages.Length + Patterns.Length;
    }

    private sealed class Search(IReadOnlyList<Sought> sought) : ILineReader
    {
        private readonly byte[] _clean = new byte[LineSplitter.MaxLineBytes];
        private readonly int[] _next = new int[sought.Count];
        private readonly (long Line, string Text)[] _first = new (long, string)[sought.Count];

        public void Line(ReadOnlySpan<byte> raw, long number)
        {
            var text = raw.Contains((byte)0x1b) ? _clean.AsSpan(0, AnsiText.Strip(raw, _clean)) : raw;
            string? decoded = null;
            for (var i = 0; i < sought.Count; i++)
            {
                var part = _next[i];
                if (part == sought[i].Count)
                {
                    continue;
                }

                var hit = sought[i].Messages.Length > 0
                    ? text.IndexOf(sought[i].Messages[part]) >= 0
                    : sought[i].Patterns[part].IsMatch(decoded ??= text.Decode(LineSplitter.MaxLineBytes));
                if (hit)
                {
                    _next[i]++;
                    _first[i] = part == 0 ? (number, text.TrimBlanks().Decode(400)) : _first[i];
                }
            }
        }

        public IReadOnlyList<KnownIssueHit> Hits() =>
        [
            .. Enumerable.Range(0, sought.Count)
                .Where(i => _next[i] == sought[i].Count)
                .Select(i => new KnownIssueHit(sought[i].Issue, _first[i].Line, Redactor.ByPattern.Redact(_first[i].Text))),
        ];
    }
}
