using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.DotNetTest;

/// <summary>Totals in one line: VSTest's <c>Failed!  - Failed: 1, Passed: 3, Skipped: 0, Total: 4</c> and xUnit's <c>Total: 6, Errors: 0, Failed: 3, Skipped: 1</c>.</summary>
internal static class Totals
{
    public static bool TryRead(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var vstest = body.Has("!  - Failed:"u8) || body.Has("! - Failed:"u8);
        var xunit = body.Has("Total: "u8) && body.Has(", Errors: "u8) && body.Has(", Failed: "u8);
        if (!vstest && !xunit)
        {
            return false;
        }

        var failed = (body.NumberAfter("Failed:"u8) ?? 0) + (xunit ? body.NumberAfter("Errors:"u8) ?? 0 : 0);
        sink.AddTests(body.NumberAfter("Total:"u8), failed, body.NumberAfter("Skipped:"u8) ?? 0);
        sink.Ended(failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
        return true;
    }
}
