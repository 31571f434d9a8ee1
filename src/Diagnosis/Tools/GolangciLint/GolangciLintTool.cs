using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.GolangciLint;

/// <summary>golangci-lint's text output: an issue of Go code with the linter in parentheses, and the totals.</summary>
internal sealed class GolangciLintTool : IToolParser
{
    public const string Name = "golangci-lint";

    private static readonly LinePattern WithColumn = new("{file}:{line}:{col}: {msg} ({code})");
    private static readonly LinePattern WithoutColumn = new("{file}:{line}: {msg} ({code})");
    private static readonly LinePattern Count = new("* {any}: {n}");

    private bool _inTotals;

    public static Tool Definition { get; } = new(Name, [".go:0", " issues:", " issue:", "^0 issues.", "level=error msg=\""], () => new GolangciLintTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = line.Text;
        if (line.Body.TryAfter("level=error msg=\""u8, out var said))
        {
            // What stops the linter before it has looked: its configuration, a package that does not load, its time limit.
            var late = said.Has("Timeout exceeded"u8);
            sink.Add(new Draft { Tool = Name, Category = late ? FindingCategory.Timeout : FindingCategory.Configuration, Message = Unquoted(said), LogLine = line.Number });
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (IsTotals(text, out var issues))
        {
            sink.Ended(issues > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            _inTotals = issues > 0;
            return _inTotals ? LineUse.TakeAndWait : LineUse.Take;
        }

        if (_inTotals && Count.TryMatch(text, out _))
        {
            return LineUse.TakeAndWait;
        }

        _inTotals = false;
        if ((!WithColumn.TryMatch(text, out var match) && !WithoutColumn.TryMatch(text, out match)) || !match.File.EndsWith(".go"u8) || !IsLinter(match.Code))
        {
            return LineUse.Pass;
        }

        var draft = new Draft { Tool = Name, Category = match.Code.SequenceEqual("typecheck"u8) ? FindingCategory.Compile : FindingCategory.Lint, LogLine = line.Number }.With(match);
        sink.Add(draft);
        return LineUse.Take;
    }

    /// <summary>The text of <c>msg="…"</c>, which escapes quotes and what is in it.</summary>
    private static string Unquoted(ReadOnlySpan<byte> said)
        => (said.EndsWith("\""u8) ? said[..^1] : said).Decode().Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static bool IsTotals(ReadOnlySpan<byte> text, out long issues)
    {
        issues = 0;
        if (text.Length > 20 || !(text.EndsWith(" issues:"u8) || text.EndsWith(" issue:"u8) || text.SequenceEqual("0 issues."u8)))
        {
            return false;
        }

        issues = text.NumberBefore(" issue"u8) ?? -1;
        return issues >= 0;
    }

    /// <summary>A linter's name is one lower-case word; a message that ends in other parentheses is another tool's.</summary>
    private static bool IsLinter(ReadOnlySpan<byte> name)
        => name.Length is > 2 and < 30 && name.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789"u8) < 0 && name[0] is >= (byte)'a' and <= (byte)'z';
}
