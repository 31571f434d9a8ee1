using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Vitest;

/// <summary>Vitest's default and verbose reporters.</summary>
internal sealed class VitestTool : IToolParser
{
    public const string Name = "vitest";

    private const int MaxCrosses = 1000;

    private readonly TestBlock _block = new(Name);
    private readonly List<Cross> _crosses = [];
    private bool _isVitest;
    private readonly HashSet<string> _detailed = new(StringComparer.Ordinal);

    public static Tool Definition { get; } = new(
        Name, ["^fail ", "^× ", "^tests  ", "^⎯⎯⎯", "^test files  ", "^→ "], () => new VitestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.Indent < 3 && body.TryAfter("FAIL "u8, out var title) && (title.Has(" > "u8) || title.Has(" [ "u8)))
        {
            _isVitest = true;
            return BeginTest(title.TrimBlanks(), line.Number, sink);
        }

        if (body.StartsWith("⎯⎯⎯"u8) && body.Has(" Unhandled "u8) && !body.Has(" Unhandled Errors "u8))
        {
            _block.Begin(null, line.Number, sink);
            return LineUse.TakeAndWait;
        }

        if (body.StartsWith("⎯⎯⎯"u8))
        {
            _block.Flush(sink);
            return LineUse.Take;
        }

        if (body.TryAfter("× "u8, out var cross) && _crosses.Count < MaxCrosses && !_block.IsOpen)
        {
            return AddCross(cross, line.Number);
        }

        if (body.TryAfter("→ "u8, out var reason) && _crosses.Count > 0 && _crosses[^1].Line == line.Number - 1)
        {
            _crosses[^1] = _crosses[^1] with { Message = reason.Decode() };
            return LineUse.Take;
        }

        if (body.StartsWith("Tests  "u8))
        {
            return Total(body, line.Number, sink);
        }

        if (_block.IsOpen && body.StartsWith("❯ "u8) && body.Has(" node:"u8))
        {
            // A frame within Node.js itself is nobody's place.
            return LineUse.TakeAndWait;
        }

        if (_block.IsOpen)
        {
            _block.Add(line.Text);
            return LineUse.TakeAndWait;
        }

        return LineUse.Pass;
    }

    public void Complete(IFindingSink sink)
    {
        _block.Flush(sink);
        foreach (var (name, file, message, number) in _crosses)
        {
            // Other tools draw a cross too; a reason, a file or the runner's own words tell whose it is.
            if ((_isVitest || file is not null || message is not null) && !_detailed.Any(d => d == name || d.EndsWith(" > " + name, StringComparison.Ordinal)))
            {
                sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, Test = name, File = file, Message = message ?? name, LogLine = number });
            }
        }
    }

    private LineUse BeginTest(ReadOnlySpan<byte> title, long number, IFindingSink sink)
    {
        // A project's name comes first: "|unit| file > suite > test".
        if (title[0] == '|' && title[1..].IndexOf((byte)'|') is var bar and > 0)
        {
            title = title[(bar + 2)..].TrimBlanks();
        }

        if (title.TryCut(" > "u8, out var file, out var test))
        {
            var name = test.Decode(1000);
            _detailed.Add(name);
            _block.Begin(name, number, sink, FileOf(file));
        }
        else
        {
            title.TryCut(" [ "u8, out file, out _);
            _block.Begin(null, number, sink, FileOf(file));
        }

        return LineUse.TakeAndWait;
    }

    private LineUse AddCross(ReadOnlySpan<byte> cross, long number)
    {
        cross = WithoutTime(cross.TrimBlanks());
        var named = cross.TryCut(" > "u8, out var file, out var test) && PathText.IsSurelyPath(file);
        _crosses.Add(new((named ? test : cross).Decode(500), named ? file.Decode() : null, null, number));
        return named || _isVitest ? LineUse.Take : LineUse.Pass;
    }

    private LineUse Total(ReadOnlySpan<byte> body, long number, IFindingSink sink)
    {
        _block.Flush(sink);
        var open = body.LastIndexOf((byte)'(');
        var total = open > 0 && body[^1] == ')' ? body[(open + 1)..^1].ToNumber() : null;
        if (total is null)
        {
            return LineUse.Pass;
        }

        _isVitest = true;
        sink.AddTests(total, body.NumberBefore(" failed"u8) ?? 0, (body.NumberBefore(" skipped"u8) ?? 0) + (body.NumberBefore(" todo"u8) ?? 0));
        sink.Ended(body.Has(" failed"u8) ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, number);
        return LineUse.Take;
    }

    private static string? FileOf(ReadOnlySpan<byte> file) => file.TrimBlanks() is { IsEmpty: false } path ? path.Decode() : null;

    /// <summary>"name 12ms" and "name (3 ms)".</summary>
    private static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> text)
    {
        var blank = text.LastIndexOf((byte)' ');
        return blank > 0 && ByteText.IsDigit(text[blank + 1]) && text.EndsWith("s"u8) ? text[..blank] : text;
    }

    private sealed record Cross(string Name, string? File, string? Message, long Line);
}
