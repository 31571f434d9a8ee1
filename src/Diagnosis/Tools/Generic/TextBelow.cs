using BackgroundAgent.Contracts.Findings;
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
        if (_lines == 1 && TryTagged(body, sink))
        {
            return true;
        }

        if (_lines == 2 && body.IndexOf((byte)'^') >= 0 && body.IndexOfAnyExcept("^~- "u8) < 0)
        {
            // What was taken for the text is the source line that the place points to.
            _draft = null;
            return false;
        }

        body = WithoutSeverity(body);
        if (line.IsBlank || (line.Indent <= _indent && !(_lines == 1 && body.StartsWith("•"u8)) && body.Length == line.Body.Length) || _lines > MaxTextLines || body[0] == '|' || body[0] == '^' || (!_severe && body.StartsWith("Included at "u8)))
        {
            Complete(sink);
            return false;
        }

        _draft!.Message += (_draft.Message.Length > 0 ? "\n" : string.Empty) + body.Decode(600);
        return true;
    }

    /// <summary><c>[W] Rule: text</c> right below the place.</summary>
    private bool TryTagged(ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.Length < 6 || body[0] != '[' || body[2] != ']' || body[3] != ' ' || body[1] is not ((byte)'E' or (byte)'F' or (byte)'W' or (byte)'C' or (byte)'R' or (byte)'I' or (byte)'N'))
        {
            return false;
        }

        _draft!.Severity = body[1] is (byte)'E' or (byte)'F' ? FindingSeverity.Error : FindingSeverity.Warning;
        _draft.Role = Role.Failure;
        _draft.Message = body[4..].Decode();
        Complete(sink);
        return true;
    }

    /// <summary>Some tools begin every line of a message with its severity: <c>Warning:    text</c>.</summary>
    private ReadOnlySpan<byte> WithoutSeverity(ReadOnlySpan<byte> body)
    {
        var length = _severe ? SeverityWord.LengthAt(body) : 0;
        return length > 0 && body[length..].StartsWith(":  "u8) ? body[(length + 1)..].TrimBlanks() : body;
    }

    /// <summary>The message behind a blank line: <c>Error: text</c>, <c>× text</c>, or the first line that is no listing where the place already said how bad it is.</summary>
    private bool TryMessage(in LogLine line, int severity, IFindingSink sink)
    {
        var body = line.Body;
        if (severity > 0 && body[severity..].StartsWith(": "u8))
        {
            _draft!.Severity = SeverityWord.Of(body);
            body = body[(severity + 2)..].TrimBlanks();
        }
        else if (body.TryAfter("× "u8, out var text) || body.TryAfter("✖ "u8, out text) || body.TryAfter("! "u8, out text))
        {
            _draft!.Severity = body[0] == '!' ? FindingSeverity.Warning : FindingSeverity.Error;
            body = text.TrimBlanks();
        }
        else if (!_severe || line.IsBlank || line.Indent > _indent || ByteText.IsDigit(body[0]) || body[0] is (byte)'|' or (byte)'>' or (byte)'^')
        {
            return false;
        }

        _draft!.Role = Role.Failure;
        _draft.Message = body.Decode();
        _draft.Code ??= CodeText.AtTail(body);
        Complete(sink);
        return true;
    }

    private bool ReadListing(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var length = SeverityWord.LengthAt(body);
        if (!body.Has("(1)"u8) && TryMessage(line, length, sink))
        {
            return true;
        }

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
