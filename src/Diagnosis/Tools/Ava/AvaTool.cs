using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Ava;

/// <summary>AVA: a mark for each test, then each failed test with its title on a line of its own.</summary>
internal sealed class AvaTool : IToolParser
{
    public const string Name = "ava";

    private readonly TestBlock _block = new(Name);
    private readonly List<Mark> _marks = [];
    private readonly HashSet<string> _detailed = new(StringComparer.Ordinal);
    private long _passed;
    private bool _inDetails;

    public static Tool Definition { get; } = new(
        Name, ["^✘ [fail]", "^✖ [fail]", "^× [fail]", "^✖ timed out", "^✘ timed out", "^─", "0 test failed", "0 tests failed", "0 tests passed", "0 test passed"], () => new AvaTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.TryCut("[fail]:"u8, out var mark, out var title) && mark.Length < 6)
        {
            AddMark(title, line.Number);
            return LineUse.Take;
        }

        if (body.StartsWith("─"u8) && body.Length < 8 && _marks.Count > 0)
        {
            _inDetails = !_inDetails;
            _block.Flush(sink);
            return _inDetails ? LineUse.TakeAndWait : LineUse.Take;
        }

        if (IsTotal(body, out var count, out var failed))
        {
            _passed = failed ? _passed : count;
            _block.Flush(sink);
            _inDetails = false;
            if (failed)
            {
                sink.AddTests(count, count, null);
                sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            }
            else
            {
                sink.AddTests(count, 0, null);
            }

            return LineUse.Take;
        }

        return _inDetails ? InDetails(line, sink) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink)
    {
        _block.Flush(sink);
        foreach (var (name, reason, number) in _marks.Where(m => !_detailed.Contains(m.Name)))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, Test = name, Message = reason, LogLine = number });
        }
    }

    private LineUse InDetails(in LogLine line, IFindingSink sink)
    {
        var text = line.Body.Decode(500);
        if (line.Indent is > 0 and <= 4 && !line.IsBlank && _marks.Exists(m => m.Name == text) && _detailed.Add(text))
        {
            _block.Begin(text, line.Number, sink);
        }
        else if (line.Body.TryAfter("› "u8, out var frame))
        {
            _block.Add(frame);
        }
        else if (line.Indent is > 0 and <= 4 && StackPlace.OfFrame(line.Body, out _) is { } place)
        {
            _block.Place(place.File, place.Line, place.Column);
        }
        else if (!IsSourceLine(line.Body))
        {
            _block.Add(line.Text);
        }

        return LineUse.TakeAndWait;
    }

    private void AddMark(ReadOnlySpan<byte> title, long number)
    {
        var text = title.TrimBlanks();
        var reasonAt = text.LastIndexOf(" Error thrown in test"u8);
        reasonAt = reasonAt >= 0 ? reasonAt : text.LastIndexOf(" Rejected promise returned by test"u8);
        var name = (reasonAt > 0 ? text[..reasonAt] : text).TrimBlanks();
        var open = name.LastIndexOf(" ("u8);
        name = open > 0 && name.EndsWith("s)"u8) ? name[..open] : name;
        _marks.Add(new(name.Decode(500), text.Decode(500), number));
    }

    /// <summary>" 12: some code" in the excerpt that AVA shows.</summary>
    private static bool IsSourceLine(ReadOnlySpan<byte> body) => body.TryTakeInt(out _) && body.Length > 0 && body[0] == ':';

    private static bool IsTotal(ReadOnlySpan<byte> body, out long count, out bool failed)
    {
        var found = body.TryTakeInt(out var value);
        count = value;
        failed = body.EndsWith("failed"u8);
        return found && (body.SequenceEqual(" tests failed"u8) || body.SequenceEqual(" test failed"u8) || body.SequenceEqual(" tests passed"u8) || body.SequenceEqual(" test passed"u8));
    }

    private sealed record Mark(string Name, string Reason, long Line);
}
