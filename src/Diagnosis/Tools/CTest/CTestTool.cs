using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.CTest;

/// <summary>CTest: the list of failed tests and the totals.</summary>
internal sealed class CTestTool : IToolParser
{
    public const string Name = "ctest";

    private static readonly LinePattern Row = new("{n} - {test} ({msg})");

    private bool _inList;

    public static Tool Definition { get; } = new(Name, ["% tests passed, 0", "the following tests failed:"], () => new CTestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.Has("% tests passed, "u8))
        {
            var failed = body.NumberBefore("test failed"u8) ?? body.NumberBefore("tests failed"u8) ?? 0;
            sink.AddTests(body.NumberAfter("out of "u8), failed, null);
            sink.Ended(failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (body.StartsWith("The following tests FAILED:"u8))
        {
            _inList = true;
            return LineUse.TakeAndWait;
        }

        if (!_inList || !Row.TryMatch(body, out var match))
        {
            _inList = false;
            return LineUse.Pass;
        }

        if (!match.Message.StartsWith("Disabled"u8) && !match.Message.StartsWith("Skipped"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number }.With(match));
        }

        return LineUse.TakeAndWait;
    }
}
