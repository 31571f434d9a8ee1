using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Gradle;

/// <summary>Gradle: failed tests with their traces, totals, what went wrong, how the build ended.</summary>
internal sealed class GradleTool : IToolParser
{
    public const string Name = "gradle";

    private Draft? _open;
    private int _lines;
    private int _cause;

    public static Tool Definition { get; } = new(
        Name,
        [" failed", "tests completed, ", "test completed, ", "^* what went wrong", "^build successful", "^build failed", "what went wrong:"],
        () => new GradleTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.EndsWith(" FAILED"u8) && ReadFailed(line, sink) is var failed and not LineUse.Pass)
        {
            return failed;
        }

        if (ReadEnding(line, body, sink))
        {
            (_open, _cause) = (null, 0);
            return LineUse.Take;
        }

        if (body.StartsWith("* What went wrong:"u8))
        {
            (_open, _cause) = (null, 1);
            return LineUse.TakeAndWait;
        }

        return _cause > 0 ? ReadCause(line, body, sink) : _open is null ? LineUse.Pass : ReadTrace(line, body);
    }

    private static bool ReadEnding(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (line.Indent == 0 && (body.Has(" tests completed, "u8) || body.Has(" test completed, "u8)))
        {
            sink.AddTests(body.NumberBefore("test"u8), body.NumberBefore("failed"u8) ?? 0, body.NumberBefore("skipped"u8));
            return true;
        }

        if (body.StartsWith("BUILD SUCCESSFUL"u8) || body.StartsWith("BUILD FAILED"u8))
        {
            sink.Ended(body.StartsWith("BUILD S"u8) ? LogOutcome.Passed : LogOutcome.Failed, EndOf.Tool, line.Number);
            return true;
        }

        return false;
    }

    private LineUse ReadFailed(in LogLine line, IFindingSink sink)
    {
        var name = line.Body[..^7];
        if (name.StartsWith("> Task "u8) || name.StartsWith(":"u8) || name.StartsWith("Execution failed"u8))
        {
            return LineUse.Take;
        }

        var at = name.IndexOf(" > "u8);
        if (at <= 0 || name[..at].Has(" "u8) || name[..at].Has("/"u8) || !name[..at].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return LineUse.Pass;
        }

        // "Gradle Test Run :x:test > Gradle Test Executor 1 > Class > test" has more parts in front; "Class > method(int) > [1] 3" behind.
        var test = $"{name[..at].Decode(400)}.{name[(at + 3)..].Decode(600)}";
        _open = new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = test };
        _lines = 0;
        sink.Add(_open);
        return LineUse.TakeAndWait;
    }

    private LineUse ReadTrace(in LogLine line, ReadOnlySpan<byte> body)
    {
        if (line.Indent < 4 && !body.IsEmpty || ++_lines > 40)
        {
            _open = null;
            return LineUse.Pass;
        }

        if (body.IsEmpty)
        {
            return LineUse.Wait;
        }

        if (_open!.Message.Length == 0 || _open.Message == _open.Test)
        {
            _open.Message = body.Decode();
        }

        // Short form: "java.lang.AssertionError at CalcTest.java:9"; full form: a trace.
        var at = body.LastIndexOf(" at "u8);
        if (_open.File is null && at > 0 && StackPlace.OfFrame(body[(at + 4)..], out _) is { } place)
        {
            (_open.File, _open.Line) = (place.File, place.Line);
        }
        else if (_open.File is null && body.StartsWith("at "u8) && StackPlace.OfFrame(body, out var own) is { } frame && own)
        {
            (_open.File, _open.Line) = (Surefire.FailedTests.FileOf(body, frame.File), frame.Line);
        }

        return LineUse.TakeAndWait;
    }

    private LineUse ReadCause(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.IsEmpty || body.StartsWith("* "u8) || _cause > 6)
        {
            _cause = 0;
            return LineUse.Pass;
        }

        var text = body.StartsWith("> "u8) ? body[2..] : body;
        var category = CategoryOf(text);
        var repeats = text.StartsWith("Execution failed for task"u8) || text.StartsWith("There were failing tests"u8) || text.StartsWith("Compilation "u8)
            || text.StartsWith("Compilation error"u8) || text.Has("finished with non-zero exit value"u8) || text.Has("See the report at"u8);
        if (_cause == 1 || category != FindingCategory.Generic)
        {
            sink.Add(new Draft { Tool = Name, Category = category, LogLine = line.Number, Message = text.Decode(), Role = repeats ? Role.Summary : Role.Failure });
        }

        _cause++;
        return LineUse.TakeAndWait;
    }

    private static FindingCategory CategoryOf(ReadOnlySpan<byte> text)
        => text.StartsWith("Could not resolve"u8) || text.StartsWith("Could not find "u8) || text.StartsWith("Could not download"u8) ? FindingCategory.Dependency
            : text.StartsWith("A problem occurred evaluating"u8) || text.StartsWith("Could not compile build file"u8) || text.StartsWith("Plugin ["u8) || text.StartsWith("Task '"u8)
                ? FindingCategory.Configuration
                : FindingCategory.Generic;
}
