using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Playwright;

/// <summary>Playwright Test's list, line and dot reporters: <c>1) [project] › file:line:col › suite › test ───</c> and what follows it.</summary>
internal sealed class PlaywrightTool : IToolParser
{
    public const string Name = "playwright";

    private readonly TestBlock _block = new(Name);
    private (string File, int Line, int Column)? _header;
    private bool _placed;
    private long _run;
    private long? _failed;
    private long _skipped;
    private bool _inTotals;

    public static Tool Definition { get; } = new(
        Name, ["^0) ", "^00) ", "^000) ", "^0 failed", "^00 failed", "^0 passed (", "^00 passed (", "^000 passed (", "^0 skipped", "^0 flaky", "^0 did not run"], () => new PlaywrightTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (TryTitle(body, out var file, out var number, out var column, out var test))
        {
            End(sink);
            _block.Begin(test.Decode(1000), line.Number, sink, file.Decode());
            (_header, _placed) = ((file.Decode(), number, column), false);
            return LineUse.TakeAndWait;
        }

        if (Total(line, sink))
        {
            return _inTotals ? LineUse.TakeAndWait : LineUse.Take;
        }

        if (_inTotals && _failed is not null && body.Has(" › "u8))
        {
            return LineUse.TakeAndWait;
        }

        if (!_block.IsOpen)
        {
            return LineUse.Pass;
        }

        if (line.Indent < 2 && !line.IsBlank)
        {
            End(sink);
            return LineUse.Pass;
        }

        _placed |= StackPlace.OfFrame(body, out var own) is not null && own;
        if (!body.StartsWith("Error Context:"u8) && !body.StartsWith("Retry #"u8))
        {
            _block.Add(line.Text);
        }

        return LineUse.TakeAndWait;
    }

    public void Complete(IFindingSink sink)
    {
        End(sink);
        if (_run > 0)
        {
            sink.AddTests(_run, _failed ?? 0, _skipped);
        }
    }

    private void End(IFindingSink sink)
    {
        if (!_placed && _header is { } header)
        {
            _block.Place(header.File, header.Line, header.Column);
        }

        _block.Flush(sink);
        _header = null;
    }

    /// <summary>"  2 failed", "  1 passed (2.0s)", one a line behind the failures.</summary>
    private bool Total(in LogLine line, IFindingSink sink)
    {
        var rest = line.Body;
        if (line.Indent is 0 or > 4 || !rest.TryTakeInt(out var count))
        {
            return false;
        }

        if (rest.SequenceEqual(" failed"u8))
        {
            End(sink);
            (_failed, _inTotals) = (count, true);
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        }
        else if (rest.SequenceEqual(" skipped"u8) || rest.SequenceEqual(" did not run"u8))
        {
            _skipped += count;
        }
        else if (rest.StartsWith(" passed ("u8))
        {
            sink.Ended(LogOutcome.Passed, EndOf.Tool, line.Number);
        }
        else if (!rest.SequenceEqual(" flaky"u8))
        {
            return false;
        }

        _run += count;
        return true;
    }

    private static bool TryTitle(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> file, out int number, out int column, out ReadOnlySpan<byte> test)
    {
        (number, column) = (0, 0);
        file = test = default;
        if (!body.TryTakeInt(out _) || !body.TryAfter(") "u8, out body) || !body.TryCut(" › "u8, out var place, out var rest))
        {
            return false;
        }

        if (place.Length > 1 && place[0] == '[' && place[^1] == ']' && !rest.TryCut(" › "u8, out place, out rest))
        {
            return false;
        }

        test = rest.IndexOf(" ──"u8) is var rule and > 0 ? rest[..rule] : rest;
        test = test.TrimEndBlanks();
        return PlaceOf(place, out file, out number, out column);
    }

    private static bool PlaceOf(ReadOnlySpan<byte> place, out ReadOnlySpan<byte> file, out int number, out int column)
    {
        (number, column) = (0, 0);
        file = default;
        var last = place.LastIndexOf((byte)':');
        var first = last > 0 ? place[..last].LastIndexOf((byte)':') : -1;
        if (first <= 0)
        {
            return false;
        }

        file = place[..first];
        var lineText = place[(first + 1)..last];
        var columnText = place[(last + 1)..];
        return lineText.TryTakeInt(out number) && columnText.TryTakeInt(out column) && PathText.IsSurelyPath(file);
    }
}
