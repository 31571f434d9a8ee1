using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Swift;

/// <summary>The Swift compiler, XCTest and Swift Testing, and how xcodebuild and swift build end.</summary>
internal sealed class SwiftTool : IToolParser
{
    public const string Name = "swift";

    private static readonly LinePattern Compiler = new("{file}:{line}:{col}: {sev}: {msg}");
    private static readonly LinePattern XcTest = new("{file}:{line}: error: {test} : {msg}");
    private static readonly LinePattern CaseEnd = new("Test Case '{test}' {any} ({any} seconds){any}");
    private static readonly LinePattern Issue = new("{any} Test {test} recorded an issue at {file}:{line}:{col}: {msg}");
    private static readonly LinePattern Totals = new("Executed {any} test{any}, with {any} failure{any} in {any}");

    private long _run;
    private long _failed;
    private bool _counted;

    public static Tool Definition { get; } = new(
        Name,
        [
            ".swift:0", "^test case '", "^executed 0", "recorded an issue at ", "test run with 0", "** build failed **", "** test failed **", "** archive failed **", "^xcodebuild: error: ", ": error: -[", "^error: emit-module command failed",
            "the following build commands failed:", "test succeeded **", "build succeeded **",
        ],
        () => new SwiftTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (XcTest.TryMatch(body, out var match) && TryName(match.Test, out var test))
        {
            sink.Add(new Draft { Tool = "xctest", Category = FindingCategory.Test, Test = test, File = match.File.Decode(), Line = match.Line, Message = match.Message.Decode(), LogLine = line.Number });
            return LineUse.Take;
        }

        if (Issue.TryMatch(body, out match))
        {
            var name = match.Test.TrimEnd(")("u8).Trim("\""u8).Decode(300);
            sink.Add(new Draft { Tool = "swift-testing", Category = FindingCategory.Test, LogLine = line.Number, Test = name, File = match.File.Decode(), Line = match.Line, Column = match.Column, Message = match.Message.Decode() });
            return LineUse.Take;
        }

        if (CaseEnd.TryMatch(body, out match) && TryName(match.Test, out test))
        {
            EndCase(line, test, match.Any, sink);
            return LineUse.Take;
        }

        return TryEnd(line, body, sink) || TryCompiler(line, sink) ? LineUse.Take : LineUse.Pass;
    }

    public void Complete(IFindingSink sink)
    {
        if (_run > 0 && !_counted)
        {
            sink.AddTests(_run, _failed, null);
        }
    }

    /// <summary>"-[ShopTests.CartTests testTotal]" on Apple's systems, "CartTests.testTotal" elsewhere.</summary>
    private static bool TryName(ReadOnlySpan<byte> text, out string test)
    {
        test = string.Empty;
        if (text.StartsWith("-["u8) && text.EndsWith("]"u8))
        {
            test = text[2..^1].Decode(500).Replace(' ', '.');
            return true;
        }

        if (text.IndexOf((byte)'.') <= 0 || text.IndexOf((byte)' ') >= 0)
        {
            return false;
        }

        test = text.Decode(500);
        return true;
    }

    /// <summary>"Test Case 'X.y' failed (0.01 seconds)": counts, and names a failure whose message was not seen.</summary>
    private void EndCase(in LogLine line, string test, ReadOnlySpan<byte> state, IFindingSink sink)
    {
        _run++;
        if (!line.Contains(" failed ("u8))
        {
            return;
        }

        _failed++;
        sink.Add(new Draft { Tool = "xctest", Category = FindingCategory.Test, Test = test, LogLine = line.Number });
    }

    private bool TryEnd(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.StartsWith("Executed "u8) && Totals.TryMatch(body, out _))
        {
            _counted = false;
            return true;
        }

        if (body.Has("Test run with "u8) && (body.Has(" failed after "u8) || body.Has(" passed after "u8)))
        {
            var failed = body.Has(" failed after "u8);
            sink.AddTests(body.NumberAfter("Test run with "u8), failed ? Math.Max(1, body.NumberBefore(" issue"u8) ?? 1) : 0, null);
            _counted = _run == 0;
            sink.Ended(failed ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return true;
        }

        if (body.StartsWith("xcodebuild: error: "u8))
        {
            sink.Add(new Draft { Tool = "xcodebuild", Category = FindingCategory.Configuration, Message = body["xcodebuild: error: "u8.Length..].Decode(), LogLine = line.Number });
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return true;
        }

        if (body.StartsWith("error: emit-module command failed"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, Message = body.Decode(), LogLine = line.Number, Role = Role.Summary });
            return true;
        }

        if (!body.StartsWith("** "u8) || !body.EndsWith(" **"u8))
        {
            return false;
        }

        var ok = body.Has("SUCCEEDED"u8);
        sink.Ended(ok ? LogOutcome.Passed : LogOutcome.Failed, EndOf.Tool, line.Number);
        if (!ok)
        {
            sink.Add(new Draft { Tool = "xcodebuild", Category = FindingCategory.Generic, Message = body.Trim("* "u8).Decode(), LogLine = line.Number, Role = Role.Summary });
        }

        return true;
    }

    private static bool TryCompiler(in LogLine line, IFindingSink sink)
    {
        if (!Compiler.TryMatch(line.Text, out var match) || !match.File.EndsWith(".swift"u8))
        {
            return false;
        }

        // SwiftLint prints in the same form and names the rule at the end.
        var message = match.Message;
        var open = message.EndsWith(")"u8) ? message.LastIndexOf(" ("u8) : -1;
        var rule = open > 0 ? message[(open + 2)..^1] : default;
        var lint = !rule.IsEmpty && rule.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz_0123456789"u8) < 0;
        if (SeverityWord.Of(match.Severity) == FindingSeverity.Info)
        {
            return true;
        }

        var draft = new Draft { Tool = lint ? "swiftlint" : Name, Category = lint ? FindingCategory.Lint : FindingCategory.Compile, LogLine = line.Number }.With(match);
        (draft.Code, draft.Message) = lint ? (rule.Decode(), message[..open].Decode()) : (null, draft.Message);
        sink.Add(draft);
        return true;
    }
}
