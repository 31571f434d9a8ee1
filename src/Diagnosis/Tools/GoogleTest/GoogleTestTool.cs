using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.GoogleTest;

/// <summary>GoogleTest: failed assertions with their places, failed tests, totals.</summary>
internal sealed class GoogleTestTool : IToolParser
{
    public const string Name = "gtest";

    private static readonly LinePattern Failure = new("{file}:{line}: Failure");
    private static readonly LinePattern Msvc = new("{file}({line}): error: {msg}");

    private string? _running;
    private Draft? _open;
    private int _lines;

    public static Tool Definition { get; } = new(Name, ["[ run      ]", "[  failed  ]", "[  passed  ]", "[==========]", ": failure", "[       ok ]"], () => new GoogleTestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.TryAfter("[ RUN      ] "u8, out var name))
        {
            (_running, _open) = (name.Decode(400), null);
            return LineUse.Take;
        }

        if (body.TryAfter("[  FAILED  ] "u8, out var failed))
        {
            return ReadFailed(line, failed, sink);
        }

        if (_running is not null && (Failure.TryMatch(body, out var match) || Msvc.TryMatch(body, out match)))
        {
            _open = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = _running }.With(match);
            _lines = 0;
            sink.Add(_open);
            return LineUse.TakeAndWait;
        }

        if (body.StartsWith("[=="u8) && body.Has(" ran."u8))
        {
            sink.AddTests(body[12..].NumberBefore("test"u8), 0, null);
            return LineUse.Take;
        }

        return _open is null || body.StartsWith("["u8) ? Stop() : ReadMessage(body);
    }

    private LineUse Stop()
    {
        _open = null;
        return LineUse.Pass;
    }

    private LineUse ReadMessage(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || ++_lines > 4)
        {
            return Stop();
        }

        _open!.Message = _lines == 1 ? body.Decode(500) : $"{_open.Message}\n{body.Decode(500)}";
        return LineUse.TakeAndWait;
    }

    // Once after the test with its time, once in the list at the end, and "3 tests, listed below:".
    private LineUse ReadFailed(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        _open = null;
        if (text.Has(", listed below"u8))
        {
            sink.AddTests(null, text.NumberBefore("test"u8), null);
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        text.TryCut(" ("u8, out var name, out _);
        name.TryCut(", where"u8, out var test, out _);
        if (test.Has("."u8) && !test.Has(" "u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test.Decode(400) });
        }

        return LineUse.Take;
    }
}
