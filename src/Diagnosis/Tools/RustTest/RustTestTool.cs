using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.RustTest;

/// <summary>Rust's test harness and nextest: failed tests, their panics, totals.</summary>
internal sealed class RustTestTool : IToolParser
{
    public const string Name = "cargo-test";

    private static readonly LinePattern NewPanic = new("thread '{test}' panicked at {file}:{line}:{col}:");
    private static readonly LinePattern NumberedPanic = new("thread '{test}' ({n}) panicked at {file}:{line}:{col}:");
    private static readonly LinePattern OldPanic = new("thread '{test}' panicked at '{msg}', {file}:{line}:{col}");

    private Draft? _panic;

    public static Tool Definition { get; } = new(Name, [" ... failed", "panicked at", "test result: ", "^fail [", " tests run: ", " test run: "], () => new RustTestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_panic is not null)
        {
            _panic.Message = body.Decode(500);
            sink.Add(_panic);
            _panic = null;
            return LineUse.Take;
        }

        if (body.TryAfter("test "u8, out var name) && name.TryCut(" ... FAILED"u8, out var test, out _) && (!test.Has(" "u8) || test.Has(" - "u8)))
        {
            sink.Add(Of(line, test));
            return LineUse.Take;
        }

        return TryPanic(line, body, sink) is var panic and not LineUse.Pass ? panic : ReadTotals(line, body, sink);
    }

    private static Draft Of(in LogLine line, ReadOnlySpan<byte> test)
        => new() { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test.Decode(500) };

    private LineUse TryPanic(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (OldPanic.TryMatch(body, out var match))
        {
            sink.Add(Panic(line, match));
            return LineUse.Take;
        }

        if (NumberedPanic.TryMatch(body, out match) || NewPanic.TryMatch(body, out match))
        {
            _panic = Panic(line, match);
            return LineUse.TakeAndWait;
        }

        return LineUse.Pass;
    }

    // A test may panic on purpose; the harness's own line makes it a failure.
    private static Draft Panic(in LogLine line, in PatternMatch match)
    {
        var draft = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Role = Role.Hint }.With(match);
        draft.Test = draft.Test is "main" or "<unnamed>" ? null : draft.Test;
        return draft;
    }

    private static LineUse ReadTotals(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.TryAfter("test result: "u8, out var result))
        {
            var (passed, failed, ignored) = (result.NumberBefore("passed"u8) ?? 0, result.NumberBefore("failed"u8) ?? 0, result.NumberBefore("ignored"u8));
            sink.AddTests(passed + failed, failed, ignored);
            sink.Ended(failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (body.StartsWith("Summary ["u8))
        {
            sink.AddTests(body.NumberBefore("test"u8), body.NumberBefore("failed"u8) ?? 0, body.NumberBefore("skipped"u8));
            return LineUse.Take;
        }

        // nextest: FAIL [   0.005s] crate::binary module::test
        if (body.StartsWith("FAIL ["u8) && body.TryCut("] "u8, out _, out var named))
        {
            var at = named.TrimBlanks().LastIndexOf((byte)' ');
            sink.Add(Of(line, named.TrimBlanks()[(at + 1)..]));
            return LineUse.Take;
        }

        return LineUse.Pass;
    }
}
