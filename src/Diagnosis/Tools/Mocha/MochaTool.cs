using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Mocha;

/// <summary>The end of Mocha's spec, dot and similar reporters: totals, then each failure with its numbered title.</summary>
internal sealed class MochaTool : IToolParser
{
    public const string Name = "mocha";

    private const int MaxTitleLines = 12;

    private readonly TestBlock _block = new(Name);
    private readonly List<string> _title = [];
    private long? _passing;
    private long? _pending;
    private long? _failing;
    private long _started;
    private int _titleIndent;
    private bool _inFailures;

    public static Tool Definition { get; } = new(Name, ["^0 passing", "^00 passing", "0 passing (", "0 failing", "0 pending", "^0) ", "^00) ", "^000) "], () => new MochaTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (TryTotal(body, " passing"u8, out var count))
        {
            CompleteRun(sink);
            _passing = count;
            return LineUse.Take;
        }

        if (_passing is not null && !_inFailures && TryTotal(body, " pending"u8, out count))
        {
            _pending = count;
            return LineUse.Take;
        }

        if (_passing is not null && !_inFailures && TryTotal(body, " failing"u8, out count))
        {
            (_failing, _inFailures, _started) = (count, true, 0);
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.TakeAndWait;
        }

        return _inFailures ? InFailures(line, sink) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink) => CompleteRun(sink);

    private LineUse InFailures(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.Mark == LineMark.Error || body.StartsWith("npm ERR!"u8) || body.StartsWith("npm error"u8) || body.StartsWith("error Command failed"u8))
        {
            Stop(sink);
            return LineUse.Pass;
        }

        var numbered = body;
        if (line.Indent is > 0 and < 6 && numbered.TryTakeInt(out var number) && numbered.TryAfter(") "u8, out var title) && number == _started + 1)
        {
            _block.Flush(sink);
            _started++;
            _title.Clear();
            _titleIndent = line.Indent;
            AddTitle(title, line.Number, sink);
            return LineUse.TakeAndWait;
        }

        if (_title.Count > 0)
        {
            // The title goes on, one suite a line and deeper each, until the test's name with its colon.
            if (line.IsBlank || line.Indent <= _titleIndent || _title.Count > MaxTitleLines)
            {
                BeginTest(line.Number - 1, sink);
                return LineUse.TakeAndWait;
            }

            AddTitle(body, line.Number, sink);
            return LineUse.TakeAndWait;
        }

        if (_block.IsOpen && _block.HasFrame && line.IsBlank && _started == _failing)
        {
            Stop(sink);
            return LineUse.Take;
        }

        _block.Add(line.Text);
        return LineUse.TakeAndWait;
    }

    private void AddTitle(ReadOnlySpan<byte> part, long number, IFindingSink sink)
    {
        part = part.TrimBlanks();
        var last = part.Length > 0 && part[^1] == ':';
        _title.Add((last ? part[..^1] : part).Decode(500));
        if (last)
        {
            BeginTest(number, sink);
        }
    }

    private void BeginTest(long number, IFindingSink sink)
    {
        _block.Begin(string.Join(" › ", _title), number, sink);
        _title.Clear();
    }

    private void Stop(IFindingSink sink)
    {
        if (_title.Count > 0)
        {
            BeginTest(0, sink);
        }

        _block.Flush(sink);
        _inFailures = false;
    }

    private void CompleteRun(IFindingSink sink)
    {
        Stop(sink);
        if (_passing is not null)
        {
            sink.AddTests(_passing + (_failing ?? 0) + (_pending ?? 0), _failing ?? 0, _pending ?? 0);
            if (_failing is null)
            {
                sink.Ended(LogOutcome.Passed, EndOf.Tool, 0);
            }
        }

        (_passing, _pending, _failing) = (null, null, null);
    }

    /// <summary>"12 passing (3s)", "1 failing".</summary>
    private static bool TryTotal(ReadOnlySpan<byte> body, ReadOnlySpan<byte> word, out long count)
    {
        var rest = body;
        var found = rest.TryTakeInt(out var value) && rest.StartsWith(word) && (rest.Length == word.Length || rest[word.Length..].StartsWith(" ("u8));
        count = value;
        return found;
    }
}
