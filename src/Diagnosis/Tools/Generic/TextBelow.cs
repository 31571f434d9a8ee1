using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// A place whose text comes below: either right there and deeper (GHC, Sphinx), or behind a blank line, the source line and a marker, as <c>Error: text at (1)</c> (gfortran).
/// </summary>
internal sealed class TextBelow
{
    private const int MaxTextLines = 8;
    private const int MaxListingLines = 8;

    private Draft? _draft;
    private int _indent;
    private int _lines;
    private bool _listing;
    private bool _severe;

    public void Begin(Draft draft, int indent, bool severe) => (_draft, _indent, _lines, _listing, _severe) = (draft, indent, 0, false, severe);

    /// <summary>True where the line belongs to the diagnostic.</summary>
    public bool Read(in LogLine line, IFindingSink sink)
    {
        if (_draft is null)
        {
            return false;
        }

        if (_lines == 0 && !_severe && line.Body.StartsWith("Included at "u8))
        {
            return true;
        }

        if (_lines == 0 && line.IsBlank)
        {
            _listing = true;
        }

        _lines++;
        return _listing ? ReadListing(line, sink) : ReadText(line, sink);
    }

    public void Complete(IFindingSink sink)
    {
        if (_draft is not null && _draft.Message.Length > 0)
        {
            var text = System.Text.Encoding.UTF8.GetBytes(_draft.Message);
            _draft.Code ??= CodeText.AtHead(text);
            _draft.Severity = _draft.Code is not null && !_severe && CodeText.SeverityOf(_draft.Code) is { } severity ? severity : _draft.Severity;
            sink.Add(_draft);
        }

        _draft = null;
    }

    private bool ReadText(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.IsBlank || (line.Indent <= _indent && !(_lines == 1 && body.StartsWith("•"u8))) || _lines > MaxTextLines || body[0] == '|' || body[0] == '^' || (!_severe && body.StartsWith("Included at "u8)))
        {
            Complete(sink);
            return false;
        }

        _draft!.Message += (_draft.Message.Length > 0 ? "\n" : string.Empty) + body.Decode(600);
        return true;
    }

    private bool ReadListing(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var length = SeverityWord.LengthAt(body);
        if (length > 0 && body.Has("(1)"u8))
        {
            _draft!.Severity = SeverityWord.Of(body);
            _draft.Role = Role.Failure;
            var text = body[length..].TrimStart(": "u8);
            text = text.TryAfter("at (1):"u8, out var rest) ? rest : text;
            if (!text.IsEmpty)
            {
                _draft.Message = text.Decode().Replace(" at (1)", string.Empty, StringComparison.Ordinal);
                Complete(sink);
            }
            else
            {
                (_listing, _lines, _indent) = (false, 1, -1);
            }

            return true;
        }

        if (_lines > MaxListingLines)
        {
            _draft = null;
            return false;
        }

        return true;
    }
}
