using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// The rest of a message that the compiler broke into several lines, which it indents (IAR: <c>"file",12  Error[Pe020]: text</c>). Its source line and the marker stand above, two blanks deep.
/// </summary>
internal sealed class WrappedText
{
    private const int MaxLines = 8;
    private const int MinIndent = 4;
    private const int ListingIndent = 2;

    private Draft? _draft;
    private int _lines;

    public bool IsOpen => _draft is not null;

    public void Begin(Draft draft, IFindingSink sink)
    {
        (_draft, _lines) = (draft, 0);
        if (draft.Column is null && sink.TryLine(draft.LogLine - 1, out var marker) && marker.EndsWith("^"u8) && marker.CountLeadingBlanks() is var at && at == marker.Length - 1 && at >= ListingIndent)
        {
            draft.Column = at - ListingIndent + 1;
        }
    }

    /// <summary>True where the line goes on with the message.</summary>
    public bool Read(in LogLine line)
    {
        if (_draft is null)
        {
            return false;
        }

        if (line.IsBlank || line.Indent < MinIndent || ++_lines > MaxLines)
        {
            _draft = null;
            return false;
        }

        _draft.Message += "\n" + line.Body.Decode(300);
        return true;
    }
}
