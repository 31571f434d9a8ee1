using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// Lines of no known tool that name a file and a line, in the forms that compilers and linters have in common, and <c>error: text</c> without a place. What such a line lacks,
/// its text or its place, the lines below it may give.
/// </summary>
internal sealed class GenericTool : IToolParser
{
    public const string Name = "generic";

    private readonly TextBelow _text = new();
    private readonly PlaceBelow _place = new();
    private readonly CaretBelow _caret = new();
    private readonly FileRows _rows = new();
    private readonly WrappedText _wrapped = new();

    public static Tool Definition { get; } = new(
        Name,
        [
            ":0", "(0", "[0", "line 0", "line  0", "line   0", "\",0", "^error: ", "^error[", "^fatal: ", "^fatal error", "^error - ", "^warning: ", ": error: ", ": warning: ", ": fatal: ", ":w:0", ":e:0",
            "^error (", "^warning[", "^warning 0", "^warn: ", ".groovy: 0", "^error! ", "^[!] ", "╭─[", ",-[", "✗ #0", "⚡ #0", "^l 0", "\" 0", "\", 0", "^[error] ", "✘ [error] ", "▲ [warning] ", "| p: ", "^[warning] ", "^[warn] ", "^w: 0", "^e: 0", "^c: 0", "^i: 0", "^r: 0", "|0", "0 | error", "0 | warning", ReaderRegistry.MarkedLine,
        ],
        () => new GenericTool(),
        Yields: true);

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (_wrapped.Read(line) || _caret.Read(line) || _text.Read(line, sink) || _place.Read(line, sink))
        {
            return LineUse.TakeAndWait;
        }

        var waits = _place.IsOpen || _caret.IsOpen ? LineUse.Wait : LineUse.Pass;
        if (_rows.Read(line, sink))
        {
            return LineUse.Take | waits | (_rows.IsOpen ? LineUse.Wait : LineUse.Pass);
        }

        if (Drawn(line, sink))
        {
            return LineUse.Take | waits;
        }

        if (DiagnosticLine.TryParse(line.Text, out var parsed))
        {
            return parsed.IsRemark ? LineUse.Take | waits : Placed(line, parsed, sink);
        }

        if (PipeRow.TryParse(line, out var draft))
        {
            sink.Add(draft);
            return LineUse.Take | waits;
        }

        if (UnplacedLine.TryParse(line, Name, out draft))
        {
            if (draft is { File: null, Severity: not FindingSeverity.Info })
            {
                PlaceBelow.LookAbove(draft, sink);
            }

            if (draft.Role == Role.Failure)
            {
                sink.Add(draft);
                return LineUse.Take | waits;
            }

            _place.Begin(draft, sink);
            return LineUse.TakeAndWait;
        }

        if (UnplacedLine.TryTagged(line, Name, out draft))
        {
            _place.Begin(draft, sink, needsPlace: draft.File is null);
            return LineUse.Wait;
        }

        return waits;
    }

    public void Complete(IFindingSink sink)
    {
        _text.Complete(sink);
        _place.Complete(sink);
    }

    /// <summary><c>╭─[file:1:2]</c> below a text, with the source beneath.</summary>
    private static bool Drawn(in LogLine line, IFindingSink sink)
    {
        if ((!line.Body.TryAfter("╭─["u8, out var place) && !line.Body.TryAfter(",-["u8, out place)) || !DiagnosticLine.TryPlace(place, out var found) || found.Column is null)
        {
            return false;
        }

        var draft = new Draft { Tool = Name, Category = FindingCategory.Lint, File = found.File.Decode(), Line = found.Line, Column = found.Column, LogLine = line.Number };
        if (!PlaceBelow.TakeTextAbove(draft, drawn: true, sink))
        {
            return false;
        }

        sink.Add(draft);
        return true;
    }

    private LineUse Placed(in LogLine line, in DiagnosticLine parsed, IFindingSink sink)
    {
        var draft = parsed.ToDraft(Name, line.Number);
        if (line.Mark is LineMark.Error or LineMark.Warning)
        {
            draft.Role = Role.Failure;
            draft.Severity = line.Mark == LineMark.Error ? FindingSeverity.Error : FindingSeverity.Warning;
        }

        // Deeper lines are mostly traces and listings; a diagnostic among them says what it is.
        if (line.Indent > 0 && draft is { Role: Role.Hint, Code: null } && !(parsed.IsCanonical && parsed.Message.IndexOf((byte)' ') > 0))
        {
            return LineUse.Pass;
        }

        if (line.Indent == 0 && draft.Role == Role.Hint && parsed.Severity is null && PlaceBelow.TakeTextAbove(draft, drawn: false, sink))
        {
            sink.Add(draft);
            return LineUse.Take;
        }

        if (!parsed.Message.IsEmpty)
        {
            sink.Add(draft);
            if (parsed.IsQuoted)
            {
                _wrapped.Begin(draft, sink);
                return LineUse.TakeAndWait;
            }

            _caret.Begin(draft);
            return _caret.IsOpen ? LineUse.TakeAndWait : LineUse.Take;
        }

        _text.Begin(draft, line.Indent, parsed.Severity is not null);
        return LineUse.TakeAndWait;
    }
}
