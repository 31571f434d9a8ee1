using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.PythonTrace;

/// <summary>A Python traceback that no test runner has taken: its exception and its last own frame. A program may print one and go on, so it is a hint.</summary>
internal sealed class PythonTraceTool : IToolParser
{
    public const string Name = "python";

    private static readonly LinePattern Frame = new("File \"{file}\", line {line}, in {any}");
    private static readonly LinePattern Module = new("File \"{file}\", line {line}");

    private Draft? _open;
    private int _indent;
    private int _lines;

    public static Tool Definition { get; } = new(Name, ["traceback (most recent call last)", "^file \"", "^syntaxerror: ", "^indentationerror: "], () => new PythonTraceTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Contains("Traceback (most recent call last)"u8))
        {
            _open = new Draft { Tool = Name, Category = FindingCategory.Generic, LogLine = line.Number, Role = Role.Hint };
            (_indent, _lines) = (line.Indent, 0);
            return LineUse.TakeAndWait;
        }

        if (_open is null)
        {
            return ReadBare(line);
        }

        if (Frame.TryMatch(line.Text, out var match) || Module.TryMatch(line.Text, out match))
        {
            if (_open.File is null || (!match.File.Has("/lib/python"u8) && !match.File.Has("-packages/"u8) && !match.File.StartsWith("<"u8)))
            {
                (_open.File, _open.Line) = (match.File.Decode(), match.Line);
            }

            return LineUse.TakeAndWait;
        }

        if (line.IsBlank || ++_lines > 200)
        {
            _open = null;
            return LineUse.Pass;
        }

        return line.Indent > _indent ? LineUse.TakeAndWait : End(line, sink);
    }

    // A file that does not parse is reported by its place alone, without the line that begins a traceback.
    private LineUse ReadBare(in LogLine line)
    {
        if (!Module.TryMatch(line.Text, out var match))
        {
            return LineUse.Pass;
        }

        _open = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number, File = match.File.Decode(), Line = match.Line, Role = Role.Hint };
        (_indent, _lines) = (Math.Max(0, line.Indent - 2), 0);
        return LineUse.TakeAndWait;
    }

    private LineUse End(in LogLine line, IFindingSink sink)
    {
        var draft = _open!;
        _open = null;
        draft.Message = line.Body.Decode(600);
        var colon = draft.Message.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? draft.Message : draft.Message[..colon];
        if (name.Contains(' ', StringComparison.Ordinal) || name.Length == 0)
        {
            return LineUse.Pass;
        }

        draft.Code = name;
        draft.LogLine = line.Number;
        draft.Category = name is "SyntaxError" or "IndentationError" or "TabError" ? FindingCategory.Compile
            : name is "ModuleNotFoundError" or "ImportError" ? FindingCategory.Dependency
            : FindingCategory.Generic;
        sink.Add(draft);
        return LineUse.Take;
    }
}
