using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Maven;
using BackgroundAgent.Diagnosis.Tools.Surefire;

namespace BackgroundAgent.Diagnosis.Tools.JUnitConsole;

/// <summary>JUnit without a build tool: the JUnit 4 text runner, Ant's junit task, the JUnit Platform console.</summary>
internal sealed class JUnitConsoleTool : IToolParser
{
    public const string Name = "junit";

    private Draft? _open;
    private string? _case;
    private string? _suite;
    private int _lines;

    public static Tool Definition { get; } = new(
        Name,
        ["^0) ", "testcase: ", "testsuite: ", "tests failed      ", "tests found       ", "tests skipped     ", "^ok (0", "methodsource [classname", "failures: 0"],
        () => new JUnitConsoleTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = MavenText.Strip(line.Text, out _);
        var body = text.TrimBlanks();
        if (body.TryAfter("Testsuite: "u8, out var suite))
        {
            (_suite, _open) = (suite.Decode(400), null);
            return LineUse.Take;
        }

        if (body.TryAfter("Testcase: "u8, out var rest))
        {
            return ReadAntCase(line, rest, sink);
        }

        if (_case is not null && (body.SequenceEqual("FAILED"u8) || body.SequenceEqual("Caused an ERROR"u8)))
        {
            var test = _suite is null ? _case : $"{_suite}.{_case}";
            return Open(line, test, sink);
        }

        if (ReadNumbered(line, body, sink) || ReadMethodSource(line, body, sink))
        {
            return LineUse.TakeAndWait;
        }

        return ReadTotals(body, sink) ? LineUse.Take : _open is null ? LineUse.Pass : ReadTrace(text, body);
    }

    // "name took 0.01 sec", then FAILED on its own line; or "name(class): FAILED".
    private LineUse ReadAntCase(in LogLine line, ReadOnlySpan<byte> rest, IFindingSink sink)
    {
        _open = null;
        rest.TryCut(" took "u8, out var name, out _);
        name.TryCut("):"u8, out var head, out var tail);
        _case = head.TrimBlanks().Decode(300);
        var verdict = tail.TrimBlanks();
        if (verdict.IsEmpty || !(verdict.StartsWith("FAILED"u8) || verdict.StartsWith("Caused an ERROR"u8)))
        {
            return LineUse.TakeAndWait;
        }

        return Open(line, Qualified(_case + ")"), sink);
    }

    private static string Qualified(string text)
    {
        var open = text.LastIndexOf('(');
        return open > 0 && text.EndsWith(')') && FailedTests.IsClass(text[(open + 1)..^1]) ? $"{text[(open + 1)..^1]}.{text[..open]}" : text;
    }

    private LineUse Open(in LogLine line, string test, IFindingSink sink)
    {
        _open = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test };
        (_case, _lines) = (null, 0);
        sink.Add(_open);
        return LineUse.TakeAndWait;
    }

    private bool ReadNumbered(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        var text = body;
        if (!text.TryTakeInt(out _) || !text.TryAfter(") "u8, out var name) || !name.EndsWith(")"u8) || name.Has(" "u8))
        {
            return false;
        }

        var test = Qualified(name.Decode(500));
        if (test.EndsWith(')'))
        {
            return false;
        }

        Open(line, test, sink);
        return true;
    }

    private bool ReadMethodSource(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (!body.TryAfter("MethodSource [className = '"u8, out var rest) || !rest.TryCut("'"u8, out var type, out var after)
            || !after.TryCut("methodName = '"u8, out _, out var tail) || !tail.TryCut("'"u8, out var method, out _))
        {
            return false;
        }

        Open(line, $"{type.Decode(400)}.{method.Decode(300)}", sink);
        return true;
    }

    private static bool ReadTotals(ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.StartsWith("OK ("u8) && body.EndsWith("s)"u8))
        {
            sink.AddTests(body.NumberAfter("OK ("u8), 0, null);
            return true;
        }

        if (body.StartsWith("["u8) && body.EndsWith(" ]"u8))
        {
            var inner = body[1..^1];
            var (found, failed, skipped) = (inner.NumberBefore("tests found"u8), inner.NumberBefore("tests failed"u8), inner.NumberBefore("tests skipped"u8));
            if (found is not null || failed is not null || skipped is not null)
            {
                sink.AddTests(found, failed, skipped);
                return true;
            }
        }

        return false;
    }

    private LineUse ReadTrace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> body)
    {
        if (++_lines > 60 || (body.IsEmpty && _lines > 1))
        {
            _open = null;
            return LineUse.Pass;
        }

        if (body.TryAfter("=> "u8, out var cause))
        {
            _open!.Message = cause.Decode();
        }
        else if ((_open!.Message.Length == 0 || _open.Message == _open.Test) && !body.IsEmpty)
        {
            _open.Message = body.Decode();
        }
        else if (_open.File is null && body.StartsWith("at "u8) && StackPlace.OfFrame(text, out var own) is { } place && own)
        {
            (_open.File, _open.Line) = (FailedTests.FileOf(body, place.File), place.Line);
        }

        return LineUse.TakeAndWait;
    }
}
