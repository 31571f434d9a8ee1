using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Jest;

/// <summary>Jest's default and verbose reporters.</summary>
internal sealed class JestTool : IToolParser
{
    public const string Name = "jest";

    private const int MaxCrosses = 1000;

    private readonly TestBlock _block = new(Name);
    private readonly List<Cross> _crosses = [];
    private readonly HashSet<string> _detailed = new(StringComparer.Ordinal);
    private readonly SuiteTree _tree = new();
    private string? _file;
    private bool _inTree;

    public static Tool Definition { get; } = new(Name, ["^● ", "^✕ ", "^fail ", "^pass ", "^tests: ", "^test suites: "], () => new JestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.TryAfter("● "u8, out var title) && line.Indent is > 0 and < 8)
        {
            return BeginTest(title.TrimBlanks(), line.Number, sink);
        }

        if (line.Indent < 2 && (body.TryAfter("FAIL "u8, out var file) || body.TryAfter("PASS "u8, out file)))
        {
            _block.Flush(sink);
            _file = FileOf(file);
            _tree.Clear();
            _inTree = _file is not null;
            return _file is null ? LineUse.Pass : LineUse.TakeAndWait;
        }

        if (body.TryAfter("✕ "u8, out var cross) && _crosses.Count < MaxCrosses)
        {
            _crosses.Add(new(_tree.NameOf(line.Indent, WithoutTime(cross).Decode(500)), _file, line.Number));
            return _inTree ? LineUse.TakeAndWait : LineUse.Take;
        }

        if (_inTree)
        {
            _inTree = _tree.Read(line);
            if (_inTree)
            {
                return LineUse.TakeAndWait;
            }
        }

        if (line.Indent == 0 && body.StartsWith("Tests: "u8) && body.Has(" total"u8))
        {
            _block.Flush(sink);
            sink.AddTests(body.NumberBefore(" total"u8), body.NumberBefore(" failed"u8) ?? 0, (body.NumberBefore(" skipped"u8) ?? 0) + (body.NumberBefore(" todo"u8) ?? 0));
            sink.Ended(body.Has(" failed"u8) ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return InBlock(line, sink);
    }

    public void Complete(IFindingSink sink)
    {
        _block.Flush(sink);
        foreach (var (name, file, number) in _crosses)
        {
            if (!_detailed.Any(d => d == name || d.EndsWith(" › " + name, StringComparison.Ordinal) || name.EndsWith(" › " + d, StringComparison.Ordinal)))
            {
                sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, Test = name, File = file, LogLine = number });
            }
        }
    }

    private LineUse BeginTest(ReadOnlySpan<byte> title, long number, IFindingSink sink)
    {
        _block.Flush(sink);
        if (title.StartsWith("Console"u8) || title.StartsWith("Validation Warning"u8) || title.StartsWith("Deprecation Warning"u8) || title.StartsWith("Cannot log after"u8))
        {
            return LineUse.Take;
        }

        var name = title.TrimBlanks().Decode(1000);
        var ofSuite = name is "Test suite failed to run" or "Validation Error:" || name.EndsWith("Cannot find module", StringComparison.Ordinal);
        _detailed.Add(name);
        _block.Begin(ofSuite ? null : name, number, sink, _file);
        return LineUse.TakeAndWait;
    }

    private LineUse InBlock(in LogLine line, IFindingSink sink)
    {
        if (!_block.IsOpen)
        {
            return LineUse.Pass;
        }

        // Everything about a test is indented; the first line that is not ends it.
        if (!line.IsBlank && line.Indent < 2)
        {
            _block.Flush(sink);
            return LineUse.Pass;
        }

        _block.Add(line.Text);
        return LineUse.TakeAndWait;
    }

    /// <summary>The file behind FAIL: a project name may come before it, a time behind.</summary>
    private static string? FileOf(ReadOnlySpan<byte> text)
    {
        text = WithoutTime(text.TrimBlanks());
        text = text[(text.LastIndexOf((byte)' ') + 1)..];
        return PathText.IsSurelyPath(text) ? text.Decode() : null;
    }

    private static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> text)
    {
        var open = text.LastIndexOf(" ("u8);
        return open > 0 && text[^1] == ')' && (text[^2] == 's' || text[^2] == 'B') ? text[..open] : text;
    }

    private sealed record Cross(string Name, string? File, long Line);
}
