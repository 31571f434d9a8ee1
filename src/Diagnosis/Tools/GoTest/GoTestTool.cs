using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.GoTest;

/// <summary>go test without <c>-json</c>: failed tests and subtests, panics, packages that do not build.</summary>
internal sealed class GoTestTool : IToolParser
{
    public const string Name = "go-test";

    private static readonly LinePattern Place = new("{file}.go:{line}: {msg}");
    private static readonly LinePattern Trace = new("Error Trace: {file}.go:{line}");

    private Draft? _open;
    private long _run;
    private long _failed;
    private long _skipped;

    public static Tool Definition { get; } = new(
        Name, ["--- fail: ", "--- pass: ", "--- skip: ", "^=== run ", "^fail\t", "^ok  \t", "^panic: ", "[build failed]", "[setup failed]"], () => new GoTestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("--- "u8) && body.Length > 10)
        {
            return ReadResult(line, body, sink);
        }

        if (body.StartsWith("=== RUN"u8))
        {
            _open = null;
            return LineUse.Take;
        }

        if (body.StartsWith("FAIL\t"u8) || body.StartsWith("ok  \t"u8))
        {
            return ReadPackage(line, body, sink);
        }

        if (body.StartsWith("panic: "u8) && !body.Has("[recovered]"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Message = body.Decode(), Role = Role.Hint });
            return LineUse.Take;
        }

        return _open is null ? LineUse.Pass : ReadOutput(line, body);
    }

    public void Complete(IFindingSink sink)
    {
        if (_run > 0)
        {
            sink.AddTests(_run, _failed, _skipped);
        }
    }

    private LineUse ReadResult(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        var kind = body[4..8];
        if (body[8] != ':' || !body[10..].TryCut(" ("u8, out var name, out _))
        {
            return LineUse.Pass;
        }

        _run++;
        _skipped += kind.SequenceEqual("SKIP"u8) ? 1 : 0;
        _open = null;
        if (!kind.SequenceEqual("FAIL"u8))
        {
            return LineUse.Take;
        }

        _failed++;
        var test = name.Decode(500);

        // "--- FAIL: TestA" is followed by its failed subtests, indented; what failed is the innermost.
        _open = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test };
        sink.Add(_open);
        return LineUse.TakeAndWait;
    }

    private LineUse ReadPackage(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        _open = null;
        var failed = body[0] == 'F';
        sink.Ended(failed ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
        if (failed)
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Message = body[5..].Decode(), Role = Role.Summary });
        }

        return LineUse.Take;
    }

    private LineUse ReadOutput(in LogLine line, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || (line.Indent == 0 && !Place.TryMatch(body, out _)))
        {
            _open = null;
            return LineUse.Pass;
        }

        if (_open!.File is null && (Place.TryMatch(body, out var match) || Trace.TryMatch(body, out match)))
        {
            (_open.File, _open.Line) = (match.File.Decode() + ".go", match.Line);
            _open.Message = match.Message.IsEmpty ? _open.Message : match.Message.Decode(500);
        }

        return LineUse.TakeAndWait;
    }
}
