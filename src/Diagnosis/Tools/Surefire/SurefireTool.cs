using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Maven;

namespace BackgroundAgent.Diagnosis.Tools.Surefire;

/// <summary>Tests run by Maven Surefire or Failsafe: a class line, the failed tests with their traces, a summary, totals.</summary>
internal sealed class SurefireTool : IToolParser
{
    private const int MaxMessageLines = 8;

    public const string Name = "surefire";

    private readonly FailedTests _failed = new();
    private string? _class;
    private Draft? _open;
    private int _frames;
    private int _messageLines;
    private bool _inFrames;
    private bool _inSummary;
    private long _antTotals = -1;

    public static Tool Definition { get; } = new(
        Name,
        ["tests run: 0", "<<< failure!", "<<< error!", "^failed tests:", "^tests in error:", "[error] failures:", "[error] errors:", "[error] failed tests:", "[error] tests in error:", "^results :", "the forked vm terminated"],
        () => new SurefireTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = MavenText.Strip(line.Text, out _);
        var body = text.TrimBlanks();
        if (body.StartsWith("Tests run:"u8))
        {
            (_open, _inSummary) = (null, false);
            var ofAnt = line.Body.StartsWith("[junit]"u8);
            if (!ofAnt || line.Number != _antTotals + 1)
            {
                ReadTotals(body, sink, ofAnt);
            }

            // Ant's summary and its formatter print the same line twice.
            _antTotals = ofAnt ? line.Number : _antTotals;
            return LineUse.Take;
        }

        if (body.EndsWith("<<< FAILURE!"u8) || body.EndsWith("<<< ERROR!"u8))
        {
            _inSummary = false;
            return ReadFailure(line, body, sink) ? LineUse.TakeAndWait : LineUse.Pass;
        }

        if (IsSummaryTitle(body))
        {
            (_open, _inSummary) = (null, true);
            body.TryCut(":"u8, out _, out var rest);
            _ = !rest.TrimBlanks().IsEmpty && ReadSummary(line, rest, sink);
            return LineUse.TakeAndWait;
        }

        if (_inSummary)
        {
            return ReadSummaryLine(line, text, sink);
        }

        return _open is null ? ReadOther(line, body, sink) : ReadTrace(text, body);
    }

    private static LineUse ReadOther(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (!body.HasFolded("the forked vm terminated"u8))
        {
            return LineUse.Pass;
        }

        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Message = body.Decode() });
        return LineUse.Take;
    }

    private static bool IsSummaryTitle(ReadOnlySpan<byte> body)
        => body.StartsWith("Failed tests:"u8) || body.StartsWith("Tests in error:"u8) || body.SequenceEqual("Failures:"u8) || body.SequenceEqual("Errors:"u8);

    // Maven prints a total a module behind the totals of its classes; Ant prints those of the classes only.
    private void ReadTotals(ReadOnlySpan<byte> body, IFindingSink sink, bool ofAnt)
    {
        if (body.Has("Time elapsed"u8) && !ofAnt)
        {
            var at = body.IndexOf(" - in "u8) is var dash and >= 0 ? dash + 6 : body.IndexOf(" -- in "u8) is var dashes and >= 0 ? dashes + 7 : -1;
            _class = at < 0 ? _class : body[at..].Decode(300);
            return;
        }

        var failed = (body.NumberAfter("Failures:"u8) ?? 0) + (body.NumberAfter("Errors:"u8) ?? 0);
        sink.AddTests(body.NumberAfter("Tests run:"u8), failed, body.NumberAfter("Skipped:"u8));
    }

    private bool ReadFailure(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (!body.TryCut("Time elapsed"u8, out var head, out _))
        {
            head = body[..body.IndexOf("<<<"u8)];
        }

        head = head.TrimBlanks();
        head = head.EndsWith("--"u8) ? head[..^2].TrimBlanks() : head;
        if (head.IsEmpty || head.Has("Tests run"u8))
        {
            return false;
        }

        var test = NameOf(head.Decode(500));
        _open = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test };
        (_frames, _messageLines, _inFrames) = (0, 0, false);
        _failed.Note(test);
        sink.Add(_open);
        return true;
    }

    // Old: method(Class); new: Class.method; in between: method alone, under the line of its class.
    private string NameOf(string text)
    {
        var open = text.LastIndexOf('(');
        if (open > 0 && text.EndsWith(')') && FailedTests.IsClass(text[(open + 1)..^1]))
        {
            return $"{text[(open + 1)..^1]}.{text[..open]}";
        }

        return text.Contains('.', StringComparison.Ordinal) || _class is null ? text : $"{_class}.{text}";
    }

    /// <summary>The message may hold blank lines; behind the first frame a blank line ends the trace.</summary>
    private LineUse ReadTrace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> body)
    {
        var frame = body.StartsWith("at "u8) || body.StartsWith("..."u8);
        if (++_frames > 60 || (body.IsEmpty && _inFrames) || (_messageLines > 0 && !_inFrames && text.StartsWith("["u8)))
        {
            _open = null;
            return LineUse.Pass;
        }

        _inFrames |= frame;
        if (!_inFrames && !body.IsEmpty && _messageLines < MaxMessageLines)
        {
            _open!.Message = _messageLines++ == 0 ? body.Decode() : $"{_open.Message}\n{body.Decode(300)}";
        }

        if (_open!.File is null && body.StartsWith("at "u8) && StackPlace.OfFrame(text, out var own) is { } place && own)
        {
            (_open.File, _open.Line) = (FailedTests.FileOf(body, place.File), place.Line);
        }

        return LineUse.TakeAndWait;
    }

    private LineUse ReadSummaryLine(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        if (text.TrimBlanks().IsEmpty)
        {
            _inSummary = false;
            return LineUse.Pass;
        }

        _ = ReadSummary(line, text, sink);
        return LineUse.TakeAndWait;
    }

    private bool ReadSummary(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        if (!FailedTests.TryRead(text.TrimBlanks().Decode(600), out var test, out var number, out var message) || !_failed.Note(test))
        {
            return false;
        }

        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test, Message = message, Line = number, File = number is null ? null : FailedTests.FileOfClass(test) });
        return true;
    }
}
