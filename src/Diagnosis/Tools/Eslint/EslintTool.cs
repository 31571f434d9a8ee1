using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Eslint;

/// <summary>
/// ESLint's stylish, compact and unix formats, and the pretty one that xo uses. Stylish prints the file once and the problems below, which other linters imitate: a row whose last column is
/// no rule's name is one of theirs.
/// </summary>
internal sealed class EslintTool : IToolParser
{
    public const string Name = "eslint";

    private static readonly LinePattern Compact = new("{file}: line {line}, col {col}, {sev} - {msg} ({code})");
    private static readonly LinePattern Unix = new("{file}:{line}:{col}: {msg} [{sev}/{code}]");

    /// <summary>The pretty format's heading: the file with the place of its first problem.</summary>
    private static readonly LinePattern PlacedFile = new("{file}:{line}:{col}");

    private static readonly LinePattern Annotation = new("{file}:{line}:{col}: {sev} {msg}");

    private string? _file;
    private long _lastRow;

    public static Tool Definition { get; } = new(
        Name, [" error  ", " warning  ", ", error - ", ", warning - ", "[error/", "[warning/", "^✖ 0", "^✖  ", "^⚠  ", "^×  ", "^‼  ", ReaderRegistry.MarkedLine], () => new EslintTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = line.Text;
        if (line.Body.TryAfter("✖ "u8, out var totals) && totals.Has(" problem"u8))
        {
            sink.Ended((totals.NumberBefore(" error"u8) ?? 0) > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (LinePattern.TryMatchAny([Compact, Unix], text, out var match) && PathText.LooksLikePath(match.File))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        return line.Mark != LineMark.None && Annotation.TryMatch(text, out match) && TrailingRule(match.Message) is { } rule
            ? Add(line, match, rule, sink)
            : Row(line, sink);
    }

    private static LineUse Add(in LogLine line, in PatternMatch match, string rule, IFindingSink sink)
    {
        var draft = new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number }.With(match);
        draft.Code = rule;
        draft.Message = draft.Message[..^rule.Length].TrimEnd();
        sink.Add(draft);
        return LineUse.Take;
    }

    /// <summary>The last word, where it can only be a rule: <c>no-undef</c>, <c>@scope/plugin-rule</c>.</summary>
    private static string? TrailingRule(ReadOnlySpan<byte> message)
    {
        var word = message[(message.LastIndexOf((byte)' ') + 1)..];
        return word.Length is > 3 and < 80 && word.Length < message.Length && word.IndexOfAny((byte)'-', (byte)'/') > 0 && word.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-/@"u8) < 0
            ? word.Decode()
            : null;
    }

    private LineUse Row(in LogLine line, IFindingSink sink)
    {
        if (!StylishRow.TryParse(line, out var row) || (line.Indent == 0 && _lastRow == 0 && row.Rule.IsEmpty) || Yamllint.YamllintTool.IsRow(row))
        {
            return LineUse.Pass;
        }

        if (_lastRow != line.Number - 1 || _file is null)
        {
            _file = FileAbove(line.Number, sink);
        }

        if (_file is null)
        {
            return LineUse.Pass;
        }

        _lastRow = line.Number;
        sink.Add(new Draft
        {
            Tool = Name,
            Category = FindingCategory.Lint,
            Severity = row.IsError ? FindingSeverity.Error : FindingSeverity.Warning,
            File = _file,
            Line = row.Line,
            Column = row.Column,
            Code = row.Rule.IsEmpty ? null : row.Rule.Decode(200),
            Message = row.Message.Decode(),
            LogLine = line.Number,
        });
        return LineUse.Take;
    }

    /// <summary>The nearest line above that names a file; rows of the same file and wrapped messages may lie between.</summary>
    private static string? FileAbove(long number, IFindingSink sink)
    {
        for (var back = 1; back < 40 && sink.TryLine(number - back, out var above); back++)
        {
            var text = above.TrimBlanks();
            text = text.StartsWith("File: "u8) ? text[6..] : text;
            if (PlacedFile.TryMatch(text, out var placed))
            {
                return placed.File.Decode();
            }

            if (text.Length == above.Length && PathText.IsSurelyPath(text) && text.IndexOf((byte)' ') < 0)
            {
                return text.Decode();
            }
        }

        return null;
    }
}
