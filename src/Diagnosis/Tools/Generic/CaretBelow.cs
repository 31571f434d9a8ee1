using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>The column of a diagnostic that names none, from the marker below its source line.</summary>
internal sealed class CaretBelow
{
    private const int MaxLines = 3;

    private Draft? _draft;
    private int _lines;

    public bool IsOpen => _draft is not null;

    public void Begin(Draft draft)
    {
        if (draft is { Line: > 0, Column: null })
        {
            (_draft, _lines) = (draft, 0);
        }
    }

    /// <summary>True where the line was the marker.</summary>
    public bool Read(in LogLine line)
    {
        if (_draft is null)
        {
            return false;
        }

        var marker = !line.IsBlank && line.Body.IndexOfAnyExcept("^~- "u8) < 0 && _lines > 0;
        var caret = marker ? line.Text.IndexOf((byte)'^') : -1;
        if (caret >= 0)
        {
            _draft.Column = caret + 1;
            _draft = null;
            return true;
        }

        if (++_lines >= MaxLines)
        {
            _draft = null;
        }

        return false;
    }
}
