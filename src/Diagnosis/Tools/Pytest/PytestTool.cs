using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Pytest;

/// <summary>pytest: the failure sections, the short summary or the verbose lines, and the totals.</summary>
internal sealed class PytestTool : IToolParser
{
    public const string Name = "pytest";

    private static readonly LinePattern Place = new("{file}.py:{line}: {msg}");

    private static readonly LinePattern FramePlace = new("File \"{file}\", line {line}, in {any}");

    private readonly PytestReport _report = new();
    private PytestSection? _section;
    private bool _inTrace;

    public static Tool Definition { get; } = new(
        Name,
        ["^____", "^failed ", "^error ", ".py::", " passed", " failed", " error in ", " errors in ", "no tests ran", "= short test summary", "= failures =", "= errors ="],
        () => new PytestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = line.Text;
        if (text.StartsWith("===="u8) || text.StartsWith("==== "u8))
        {
            _section = null;
            return ReadRule(line, text.Trim((byte)'=').TrimBlanks(), sink) ? LineUse.Take : LineUse.Pass;
        }

        if (text.StartsWith("____"u8) && text.EndsWith("_"u8) || text.StartsWith("_ "u8) && text.EndsWith(" _"u8))
        {
            var title = text.Trim((byte)'_').TrimBlanks();
            _section = title.IsEmpty ? _section : _report.OpenSection(title.Decode(500), line.Number);
            return LineUse.TakeAndWait;
        }

        if (ReadResult(line, text))
        {
            return LineUse.Take;
        }

        if (_section is not null)
        {
            return ReadSection(line, text);
        }

        return IsTotals(text) && ReadRule(line, text, sink) ? LineUse.Take : LineUse.Pass;
    }

    public void Complete(IFindingSink sink) => _report.WriteTo(sink);

    // "-q" prints the totals without a rule around them.
    private static bool IsTotals(ReadOnlySpan<byte> text)
        => text.Length > 0 && ByteText.IsDigit(text[0]) && text.Has(" in "u8) && text.EndsWith("s"u8) | text.EndsWith(")"u8)
            && (text.Has(" passed"u8) || text.Has(" failed"u8) || text.Has(" error"u8));

    private static bool ReadRule(in LogLine line, ReadOnlySpan<byte> title, IFindingSink sink)
    {
        if (!title.Has(" in "u8) || !(title.Has(" passed"u8) || title.Has(" failed"u8) || title.Has(" error"u8) || title.Has(" skipped"u8) || title.StartsWith("no tests ran"u8)))
        {
            return false;
        }

        var (failed, passed) = (title.NumberBefore(" failed"u8) ?? 0, title.NumberBefore(" passed"u8) ?? 0);
        var errors = title.NumberBefore(" error"u8) ?? 0;
        var skipped = title.NumberBefore(" skipped"u8) ?? 0;
        var expected = (title.NumberBefore(" xfailed"u8) ?? 0) + (title.NumberBefore(" xpassed"u8) ?? 0);
        sink.AddTests(failed + passed + errors + skipped + expected, failed + errors, skipped);
        sink.Ended(failed + errors > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
        return true;
    }

    // "FAILED path::test - message", "path::test FAILED [ 50%]", "[gw0] [ 50%] FAILED path::test".
    private bool ReadResult(in LogLine line, ReadOnlySpan<byte> text)
    {
        var isError = false;
        var rest = text;
        if (rest.StartsWith("[gw"u8) && rest.TryCut("%] "u8, out _, out var behind))
        {
            rest = behind;
        }

        if (rest.TryAfter("FAILED "u8, out var id) || (isError = rest.TryAfter("ERROR "u8, out id)))
        {
            // pytest-rerunfailures and plugins like it put the time in front: "FAILED [0.37s] path::test".
            id = id.StartsWith("["u8) && id.TryCut("s] "u8, out var time, out var timed) && time.Length < 20 ? timed : id;
            id.TryCut(" - "u8, out var name, out var message);
            name = name.TrimBlanks();
            if (!IsId(name) && !(isError && name.EndsWith(".py"u8) && !name.Has(" "u8)))
            {
                return false;
            }

            _report.AddResult(name.Decode(800), message.Decode(500), line.Number);
            return true;
        }

        var at = rest.LastIndexOf(" FAILED"u8) is var failed and > 0 ? failed : rest.LastIndexOf(" ERROR"u8);
        if (at <= 0 || !IsId(rest[..at]) || !(rest.Length <= at + 8 || rest.EndsWith("%]"u8)))
        {
            return false;
        }

        _report.AddResult(rest[..at].Decode(800), "", line.Number);
        return true;
    }

    private static bool IsId(ReadOnlySpan<byte> text)
        => text.IndexOf("::"u8) is var at and > 0 && !text[..at].Has(" "u8) && (text[..at].Has("."u8) || text[..at].Has("/"u8));

    private LineUse ReadSection(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("E  "u8))
        {
            _section!.NoteError(text[1..].TrimBlanks().Decode(600), line.Number);
            return LineUse.TakeAndWait;
        }

        if (Place.TryMatch(text, out var match) && line.Indent == 0 && !match.File.Has(" "u8))
        {
            _section!.NotePlace(match.File.Decode() + ".py", match.Line);
            return LineUse.TakeAndWait;
        }

        // --tb=native and unittest's failures: the last line of the traceback is the error.
        if (line.Indent > 0 && FramePlace.TryMatch(text, out match))
        {
            _section!.NotePlace(match.File.Decode(), match.Line);
            _inTrace = true;
            return LineUse.TakeAndWait;
        }

        if (_inTrace && line.Indent == 0 && !line.IsBlank)
        {
            _inTrace = false;
            _section!.NoteError(text.Decode(600), line.Number);
            return LineUse.TakeAndWait;
        }

        if (text.StartsWith("--- Captured "u8) || text.StartsWith("----"u8))
        {
            _section = null;
            return LineUse.Take;
        }

        return LineUse.TakeAndWait;
    }
}
