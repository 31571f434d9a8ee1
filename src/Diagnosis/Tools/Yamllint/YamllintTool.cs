using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Eslint;

namespace BackgroundAgent.Diagnosis.Tools.Yamllint;

/// <summary>yamllint's standard rows below the name of the file, and its parsable lines. The rule stands in parentheses.</summary>
internal sealed class YamllintTool : IToolParser
{
    public const string Name = "yamllint";

    private static readonly LinePattern Parsable = new("{file}:{line}:{col}: [{sev}] {msg} ({code})");

    private string? _file;
    private long _lastRow;

    public static Tool Definition { get; } = new(Name, [": [error] ", ": [warning] ", " error    ", " warning  "], () => new YamllintTool());

    /// <summary>ESLint's rows look the same but for the parentheses; a syntax error follows its message after one blank.</summary>
    public static bool IsRow(in StylishRow row) => row.Rule.IsEmpty ? row.Message.EndsWith(" (syntax)"u8) : row.Rule[0] == '(' && row.Rule[^1] == ')';

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (Parsable.TryMatch(line.Text, out var match))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        if (!StylishRow.TryParse(line, out var row) || !IsRow(row))
        {
            return LineUse.Pass;
        }

        _file = _lastRow == line.Number - 1 ? _file : FileAbove(line.Number, sink);
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
            Code = row.Rule.IsEmpty ? "syntax" : row.Rule[1..^1].Decode(100),
            Message = row.Message.Decode(),
            LogLine = line.Number,
        });
        return LineUse.Take;
    }

    private static string? FileAbove(long number, IFindingSink sink)
        => sink.TryLine(number - 1, out var above) && !above.IsEmpty && !ByteText.IsBlank(above[0]) && PathText.LooksLikePath(above) ? above.Decode() : null;
}
