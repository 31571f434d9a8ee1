using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Unittest;

/// <summary>Python's unittest and what prints like it: nose, Django, testtools, twisted's trial in part.</summary>
internal sealed class UnittestTool : IToolParser
{
    public const string Name = "unittest";

    private static readonly LinePattern Frame = new("File \"{file}\", line {line}, in {any}");

    private Draft? _open;
    private bool _inTrace;
    private int _lines;
    private long? _run;

    public static Tool Definition { get; } = new(Name, ["^fail: ", "^error: ", "^ran 0", "^failed (", "^ok (skipped", "^ok"], () => new UnittestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = line.Text;
        if ((text.TryAfter("FAIL: "u8, out var name) || text.TryAfter("ERROR: "u8, out name)) && TestOf(name) is { } test)
        {
            _open = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test };
            (_inTrace, _lines) = (false, 0);
            sink.Add(_open);
            return LineUse.TakeAndWait;
        }

        if (text.StartsWith("Ran "u8) && text.Has(" test"u8) && text.Has(" in "u8))
        {
            (_run, _open) = (text.NumberAfter("Ran "u8), null);
            return LineUse.Take;
        }

        if (_run is not null && (text.StartsWith("OK"u8) || text.StartsWith("FAILED ("u8)))
        {
            var failed = (text.NumberAfter("(failures="u8) ?? text.NumberAfter(" failures="u8) ?? 0) + (text.NumberAfter("errors="u8) ?? 0) + (text.NumberAfter("unexpected successes="u8) ?? 0);
            sink.AddTests(_run, failed, text.NumberAfter("skipped="u8) ?? text.NumberAfter("SKIP="u8));
            sink.Ended(text.StartsWith("OK"u8) ? LogOutcome.Passed : LogOutcome.Failed, EndOf.Tool, line.Number);
            _run = null;
            return LineUse.Take;
        }

        return _open is null ? LineUse.Pass : ReadTrace(line, text);
    }

    // "test (module.Class)", since Python 3.11 "test (module.Class.test)", with "(i=1)" or "[message]" of a subtest behind.
    public static string? TestOf(ReadOnlySpan<byte> text)
    {
        var open = text.LastIndexOf(" ("u8);
        while (open > 0 && !IsOwner(text[(open + 2)..]))
        {
            open = text[..open].LastIndexOf(" ("u8);
        }

        if (open <= 0 || !text[(open + 2)..].TryCut(")"u8, out var type, out _))
        {
            return null;
        }

        // A test that describes itself with arguments has blanks in its name, but no sentence names its class.
        var method = text[..open];

        var (test, owner) = (method.Decode(300), type.Decode(400));
        return owner.EndsWith("." + test, StringComparison.Ordinal) ? owner
            : owner.StartsWith("unittest.loader._FailedTest", StringComparison.Ordinal) ? test
            : $"{owner}.{test}";
    }

    private static bool IsOwner(ReadOnlySpan<byte> text)
        => text.IndexOf((byte)')') is var close and > 2 && text[..close].Has("."u8) && text[..close].IndexOfAny(" =,'\"/:"u8) < 0;

    private LineUse ReadTrace(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("===="u8) || ++_lines > 200)
        {
            _open = null;
            return LineUse.Pass;
        }

        if (text.StartsWith("Traceback (most recent call last)"u8))
        {
            _inTrace = true;
        }
        else if (_inTrace && Frame.TryMatch(text, out var match))
        {
            if (!match.File.Has("/unittest/"u8) && !match.File.Has("site-packages"u8) && !match.File.Has("/lib/python"u8))
            {
                (_open!.File, _open.Line) = (match.File.Decode(), match.Line);
            }
        }
        else if (_inTrace && line.Indent == 0 && !text.IsEmpty)
        {
            // What stands first behind the frames is the exception.
            (_open!.Message, _inTrace) = (text.Decode(600), false);
        }

        return LineUse.TakeAndWait;
    }
}
