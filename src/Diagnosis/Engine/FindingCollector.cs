using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Containers;
using BackgroundAgent.Diagnosis.Flakiness;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>Gathers what the parsers of one input say, without repeats and within bounds.</summary>
internal sealed class FindingCollector(LineHistory history, StepTracker steps, bool wantsPassed = false) : IFindingSink
{
    private const int MaxExcerpts = 400;
    private const int LinesBefore = 2;
    private const int LinesAfter = 10;

    private readonly Dictionary<FindingKey, Entry> _entries = [];
    private readonly List<Entry> _order = [];
    private readonly List<Entry> _open = [];

    private readonly PassedTests? _passed = wantsPassed ? new() : null;

    public IReadOnlyList<Entry> Entries => _order;

    public long Dropped { get; private set; }

    public OutcomeFacts Outcome { get; } = new();

    public TestTotals Tests { get; private set; } = new(null, null, null);

    public void Add(Draft draft)
    {
        draft.File = Lines.PathText.Normalize(draft.File);
        draft.Message = WithoutColours(draft.Message);
        draft.Message = draft.Message.Length > 0 ? draft.Message : draft.Test ?? draft.Code ?? draft.Tool;
        var key = new FindingKey(draft);
        if (_entries.TryGetValue(key, out var known))
        {
            known.Merge(draft);
            return;
        }

        // Errors may use every place, the rest only half of them: a flood of warnings must not hide the failure behind it.
        var bound = draft.Severity == FindingSeverity.Error ? DiagnosisLimits.MaxFindings : DiagnosisLimits.MaxFindings / 2;
        if (_order.Count >= bound)
        {
            Dropped++;
            return;
        }

        var entry = new Entry(draft, steps.Current);
        _entries.Add(key, entry);
        _order.Add(entry);
        if (_order.Count <= MaxExcerpts)
        {
            StartExcerpt(entry);
        }
    }

    public void AddTests(long? run, long? failed, long? skipped)
        => Tests = new(Sum(Tests.Run, run), Sum(Tests.Failed, failed), Sum(Tests.Skipped, skipped));

    public LineCoverage? Coverage { get; private set; }

    public void AddCoverage(LineCoverage coverage) => Coverage = LineCoverage.Sum(Coverage, coverage);

    public bool WantsPassed => _passed is not null;

    public IReadOnlyList<string> Passed => _passed?.ToList() ?? [];

    public void AddPassed(string? test) => _passed?.Add(test);

    public void Ended(LogOutcome outcome, EndOf scope, long logLine)
    {
        Outcome.Note(outcome, scope, logLine);
        if (outcome == LogOutcome.Failed && scope != EndOf.Tool)
        {
            steps.Fail();
        }
    }

    public bool TryLine(long number, out ReadOnlySpan<byte> text) => history.TryGet(number, out text);

    /// <summary>Called for every line, so that excerpts get what follows.</summary>
    public void LineRead(ReadOnlySpan<byte> text, long number)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Excerpt!.Add(text);
            if (number >= _open[i].Draft.LogLine + LinesAfter)
            {
                _open[i].Excerpt!.Close();
                _open.RemoveAt(i);
            }
        }
    }

    /// <summary>Logs come without colours; the strings of reports may hold them.</summary>
    private static string WithoutColours(string text)
    {
        if (!text.Contains('\u001b', StringComparison.Ordinal))
        {
            return text;
        }

        var lines = text.Split('\n').Select(line =>
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(line);
            return System.Text.Encoding.UTF8.GetString(bytes, 0, Lines.AnsiText.Strip(bytes, bytes));
        });
        return string.Join('\n', lines);
    }

    private static long? Sum(long? a, long? b) => b is null ? a : (a ?? 0) + b;

    private void StartExcerpt(Entry entry)
    {
        entry.Excerpt = new ExcerptText();
        for (var n = entry.Draft.LogLine - LinesBefore; n <= Math.Min(history.Latest, entry.Draft.LogLine + LinesAfter); n++)
        {
            if (history.TryGet(n, out var text))
            {
                entry.Excerpt.Add(text);
            }
        }

        if (history.Latest < entry.Draft.LogLine + LinesAfter)
        {
            _open.Add(entry);
        }
        else
        {
            entry.Excerpt.Close();
        }
    }

    /// <summary>A finding and where in the job it was seen.</summary>
    internal sealed class Entry(Draft draft, int step)
    {
        public Draft Draft { get; private set; } = draft;

        public int Step => step;

        public ExcerptText? Excerpt { get; set; }

        /// <summary>A tool often says the same twice, once in the course and once in the summary; what either lacks is filled in.</summary>
        public void Merge(Draft other)
        {
            if (Draft.Role == Role.Hint && other.Role != Role.Hint)
            {
                other.LogLine = Draft.LogLine;
                Draft = other;
                return;
            }

            if (Draft.File is null && other.File is not null)
            {
                (Draft.File, Draft.Line, Draft.Column) = (other.File, other.Line, other.Column);
            }

            var bare = Draft.Test is not null && (Draft.Message == Draft.Test || Draft.Message.Length == 0);
            if (bare && other.Message != other.Test && other.Message.Length > 0)
            {
                Draft.Message = other.Message;
            }

            Draft.Code ??= other.Code;

            // The same complaint without a place, again: a command was tried again, and its last try is what ended the job.
            if (Draft is { File: null, Test: null, Category: FindingCategory.Generic, Role: not Role.Summary })
            {
                Draft.LogLine = other.LogLine;
            }
        }
    }
}
