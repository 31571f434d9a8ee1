using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.ShellCheck;

/// <summary>ShellCheck's form for people (place, source line, markers with the texts) and its gcc form.</summary>
internal sealed class ShellCheckTool : IToolParser
{
    public const string Name = "shellcheck";

    private static readonly LinePattern Place = new("In {file} line {line}:");
    private static readonly LinePattern Gcc = new("{file}:{line}:{col}: {sev}: {msg} [{code}]");
    private static readonly LinePattern Mark = new("{code} ({sev}): {msg}");

    private string? _file;
    private int _line;

    public static Tool Definition { get; } = new(Name, ["[sc0000]", " sc0000 (", "^in "], () => new ShellCheckTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Indent == 0 && Place.TryMatch(line.Text, out var match) && match.Line is { } number)
        {
            (_file, _line) = (match.File.Decode(), number);
            return LineUse.TakeAndWait;
        }

        if (Gcc.TryMatch(line.Text, out match) && IsCode(match.Code))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        if (_file is null)
        {
            return LineUse.Pass;
        }

        var caret = line.Body.StartsWith("^"u8) ? line.Body.IndexOf("SC"u8) : -1;
        if (caret > 0 && Mark.TryMatch(line.Body[caret..], out match) && IsCode(match.Code))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number, File = _file, Line = _line, Column = line.Indent + 1 }.With(match));
            return LineUse.TakeAndWait;
        }

        // The source line comes first; blank lines end the texts about it.
        _file = line.IsBlank ? null : _file;
        return _file is null ? LineUse.Take : LineUse.TakeAndWait;
    }

    private static bool IsCode(ReadOnlySpan<byte> code) => code.StartsWith("SC"u8) && code.Length == 6 && ByteText.IsDigit(code[2]);
}
