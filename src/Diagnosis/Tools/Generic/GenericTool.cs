using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// Lines of no known tool that name a file and a line, in the forms that compilers and linters have in common, and <c>error: text</c> without a place. Where a diagnostic has no
/// text of its own, the deeper lines below are it.
/// </summary>
internal sealed class GenericTool : IToolParser
{
    public const string Name = "generic";

    private const int MaxMessageLines = 8;

    private Draft? _open;
    private int _indent;
    private int _lines;

    public static Tool Definition { get; } = new(
        Name, [":0", "(0", "[0", "line 0", "line  0", ",0 ", "^error: ", "^fatal: ", "^fatal error", "^error - ", "^warning: ", ": error: ", ": warning: ", ":w:0", ":e:0", ReaderRegistry.MarkedLine], () => new GenericTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (_open is not null && Continues(line, sink))
        {
            return LineUse.TakeAndWait;
        }

        if (DiagnosticLine.TryParse(line.Text, out var parsed) && (!parsed.Message.IsEmpty || parsed.Severity is not null || line.Indent == 0))
        {
            return Add(line, parsed, sink);
        }

        return Unplaced(line, sink);
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    private LineUse Add(in LogLine line, in DiagnosticLine parsed, IFindingSink sink)
    {
        var draft = parsed.ToDraft(Name, line.Number);
        if (line.Mark is LineMark.Error or LineMark.Warning)
        {
            draft.Role = Role.Failure;
            draft.Severity = line.Mark == LineMark.Error ? FindingSeverity.Error : FindingSeverity.Warning;
        }

        if (!parsed.Message.IsEmpty)
        {
            sink.Add(draft);
            return LineUse.Take;
        }

        (_open, _indent, _lines) = (draft, line.Indent, 0);
        return LineUse.TakeAndWait;
    }

    private bool Continues(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var deeper = line.Indent > _indent && !line.IsBlank && body[0] != '|' && !body.StartsWith("^"u8) && _lines < MaxMessageLines;
        if (!deeper)
        {
            Flush(sink);
            return false;
        }

        _open!.Message += (_lines++ > 0 ? "\n" : string.Empty) + body.Decode(600);
        return true;
    }

    private void Flush(IFindingSink sink)
    {
        if (_open is not null && _open.Message.Length > 0)
        {
            sink.Add(_open);
        }

        _open = null;
    }

    /// <summary>"error: text", "tool: error: text", "fatal: text": what failed without saying where.</summary>
    private static LineUse Unplaced(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var length = SeverityWord.LengthAt(body);
        var at = 0;
        if (length == 0 && body.IndexOf(": "u8) is var colon and > 0 && colon < 200)
        {
            at = colon + 2;
            length = SeverityWord.LengthAt(body[at..]);
        }

        var rest = length > 0 ? body[(at + length)..] : default;
        if (length == 0 || !(rest.StartsWith(": "u8) || rest.StartsWith(" - "u8)) || rest.Length < 8)
        {
            return LineUse.Pass;
        }

        var severity = SeverityWord.Of(body[at..]);
        if (severity == FindingSeverity.Info)
        {
            return LineUse.Pass;
        }

        var origin = at > 2 ? body[..(at - 2)] : default;
        var message = rest.TrimStart(": -"u8);
        sink.Add(new Draft
        {
            Tool = Name,
            Category = FindingCategory.Generic,
            Severity = severity,
            File = PathText.IsSurelyPath(origin) ? origin.Decode() : null,
            Code = CodeText.AtTail(message),
            Message = message.Decode(),
            LogLine = line.Number,
            Role = Role.Hint,
        });
        return LineUse.Take;
    }
}
