using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.DotNetTest;

/// <summary>
/// Totals one a line: behind <c>Test run summary: Failed!</c> (total, failed, succeeded, skipped), and VSTest's older <c>Total tests: 4</c> with <c>Passed: 3</c>, <c>Failed: 1</c>.
/// </summary>
internal sealed class PlatformSummary
{
    private const int MaxLines = 12;

    private long? _total;
    private long _failed;
    private long _skipped;
    private int _lines;

    public bool IsOpen { get; private set; }

    public bool TryRead(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("Test run summary:"u8))
        {
            Complete(sink);
            sink.Ended(body.Has("Passed!"u8) ? LogOutcome.Passed : LogOutcome.Failed, EndOf.Tool, line.Number);
            (IsOpen, _lines) = (true, 0);
            return true;
        }

        if (body.StartsWith("Total tests: "u8))
        {
            Complete(sink);
            (_total, IsOpen, _lines) = (body.NumberAfter("Total tests:"u8), true, 0);
            return true;
        }

        if (!IsOpen)
        {
            return false;
        }

        var known = TryTotal(body);
        if (!known || ++_lines > MaxLines)
        {
            Complete(sink);
        }

        return known;
    }

    public void Complete(IFindingSink sink)
    {
        if (IsOpen && _total is not null)
        {
            sink.AddTests(_total, _failed, _skipped);
        }

        (IsOpen, _total, _failed, _skipped) = (false, null, 0, 0);
    }

    private bool TryTotal(ReadOnlySpan<byte> body)
    {
        if (body.TryAfter("total: "u8, out var number))
        {
            _total = number.ToNumber();
            return true;
        }

        if (body.TryAfter("failed: "u8, out number) || body.TryAfter("Failed: "u8, out number))
        {
            _failed = number.ToNumber() ?? 0;
            return true;
        }

        if (body.TryAfter("skipped: "u8, out number) || body.TryAfter("Skipped: "u8, out number))
        {
            _skipped = number.ToNumber() ?? 0;
            return true;
        }

        return body.StartsWith("succeeded: "u8) || body.StartsWith("Passed: "u8) || body.StartsWith("duration: "u8) || body.StartsWith("Total time: "u8) || body.StartsWith("error: "u8);
    }
}
