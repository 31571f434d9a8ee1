using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.PhpUnit;

/// <summary>PHPUnit's lists of errors and failures, its testdox marks, and its totals.</summary>
internal sealed class PhpUnitTool : IToolParser
{
    public const string Name = "phpunit";

    private readonly TestBlock _block = new(Name);
    private bool _inList;
    private bool _isOurs;
    private bool _inDox;
    private string? _class;
    private string? _mark;
    private long _markLine;

    public static Tool Definition { get; } = new(
        Name, ["^there was 0 ", "^there were 0", "^tests: 0", "^ok (0", "^ok, but ", "^✘ ", "^│"], () => new PhpUnitTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (IsTotals(body))
        {
            End(sink);
            ReadTotals(line, body, sink);
            return LineUse.Take;
        }

        if (line.Indent == 0 && (body.StartsWith("There was "u8) || body.StartsWith("There were "u8)) && body.EndsWith(":"u8))
        {
            End(sink);
            (_inList, _isOurs) = (body.Has(" error"u8) || body.Has(" failure"u8), false);
            return _inList ? LineUse.Wait : LineUse.Pass;
        }

        if (_inList)
        {
            return InList(line, sink);
        }

        return InDox(line, sink);
    }

    public void Complete(IFindingSink sink) => End(sink);

    private static bool IsTotals(ReadOnlySpan<byte> body)
        => (body.StartsWith("Tests: "u8) && body.Has("Assertions: "u8)) || (body.StartsWith("OK ("u8) && body.Has(" assertion"u8));

    private static void ReadTotals(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.StartsWith("OK ("u8))
        {
            sink.AddTests(body.NumberAfter("OK ("u8), 0, 0);
            sink.Ended(LogOutcome.Passed, EndOf.Tool, line.Number);
            return;
        }

        var failed = (body.NumberAfter("Errors: "u8) ?? 0) + (body.NumberAfter("Failures: "u8) ?? 0);
        sink.AddTests(body.NumberAfter("Tests: "u8), failed, (body.NumberAfter("Skipped: "u8) ?? 0) + (body.NumberAfter("Incomplete: "u8) ?? 0));
        sink.Ended(failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
    }

    private LineUse InList(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var header = body;
        if (header.TryTakeInt(out _) && header.TryAfter(") "u8, out header))
        {
            // JUnit's text runner has the same headings, but names a test as "adds(demo.CalcTest)".
            _isOurs = header.Has("::"u8);
            _inList = _isOurs;
            if (!_isOurs)
            {
                return LineUse.Pass;
            }

            _block.Begin(header.Decode(500), line.Number, sink);
            return LineUse.TakeAndWait;
        }

        if (!_isOurs)
        {
            return LineUse.Wait;
        }

        if (body.SequenceEqual("--"u8) || body.StartsWith("FAILURES!"u8) || body.StartsWith("ERRORS!"u8))
        {
            End(sink);
            return LineUse.Take;
        }

        _block.Add(body);
        return LineUse.TakeAndWait;
    }

    /// <summary>With --testdox a mark in front of the sentence that the test's name makes, and a bar in front of the details; the class is the heading.</summary>
    private LineUse InDox(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.Indent == 1 && body.TryAfter("✘ "u8, out var title))
        {
            _block.Flush(sink);
            (_class, _mark, _markLine, _inDox) = (HeadingAbove(line.Number, sink) ?? _class, title.Decode(300), line.Number, false);
            return LineUse.Wait;
        }

        if (body.TryAfter("│"u8, out var detail) && (_inDox || (_mark is not null && line.Number == _markLine + 1)))
        {
            if (!_inDox)
            {
                _block.Begin(_class is null ? _mark! : $"{_class}::{_mark}", _markLine, sink);
                (_inDox, _mark) = (true, null);
            }

            _block.Add(detail);
            return LineUse.TakeAndWait;
        }

        (_inDox, _mark) = (false, null);
        _block.Flush(sink);
        return LineUse.Pass;
    }

    private static string? HeadingAbove(long number, IFindingSink sink)
    {
        for (var back = 1; back < 60 && sink.TryLine(number - back, out var above); back++)
        {
            if (!above.IsEmpty && !ByteText.IsBlank(above[0]))
            {
                return above.Decode(200);
            }
        }

        return null;
    }

    private void End(IFindingSink sink)
    {
        _block.Flush(sink);
        (_inList, _inDox, _mark) = (false, false, null);
    }
}
