namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Matches a whole line against a template such as <c>{file}:{line}:{col}: {sev}: {msg}</c>.
/// <para>
/// Fields: <c>file</c>, <c>code</c>, <c>msg</c>, <c>test</c>, <c>any</c> (may be empty) take as few bytes as the rest of the template allows;
/// <c>line</c>, <c>col</c>, <c>endline</c>, <c>endcol</c>, <c>n</c> are whole numbers; <c>sev</c> is a word such as error, warning, note.
/// A blank in the template is one or more blanks; everything else stands for itself, case included. <c>{{</c> is a brace.
/// Leading indentation of the line is skipped unless the template begins with a blank.
/// </para>
/// The work is bounded: at most <see cref="MaxSteps"/> attempts a line, after which it does not match. So a line costs linear time.
/// </summary>
internal sealed class LinePattern
{
    /// <summary>Bound on tried positions within one line.</summary>
    public const int MaxSteps = 2000;

    private readonly PatternPart[] _parts;
    private readonly bool _keepsIndent;

    public LinePattern(string template)
    {
        _parts = PatternPart.Parse(template);
        _keepsIndent = template.StartsWith(' ');
    }

    /// <summary>Tries templates in order.</summary>
    public static bool TryMatchAny(ReadOnlySpan<LinePattern> patterns, ReadOnlySpan<byte> text, out PatternMatch match)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.TryMatch(text, out match))
            {
                return true;
            }
        }

        match = default;
        return false;
    }

    public bool TryMatch(ReadOnlySpan<byte> text, out PatternMatch match)
    {
        match = default;
        text = _keepsIndent ? text : text[text.CountLeadingBlanks()..];
        var steps = MaxSteps;
        return Match(text, 0, 0, ref match, ref steps);
    }

    private bool Match(ReadOnlySpan<byte> text, int part, int at, ref PatternMatch match, ref int steps)
    {
        for (; part < _parts.Length; part++)
        {
            var current = _parts[part];
            switch (current.Kind)
            {
                case PartKind.Literal:
                    if (!text[at..].StartsWith(current.Literal))
                    {
                        return false;
                    }

                    at += current.Literal.Length;
                    break;
                case PartKind.Blanks:
                    var blanks = text[at..].CountLeadingBlanks();
                    if (blanks == 0)
                    {
                        return false;
                    }

                    at += blanks;
                    break;
                case PartKind.Number:
                    var rest = text[at..];
                    if (!rest.TryTakeInt(out var value))
                    {
                        return false;
                    }

                    match.SetNumber(current.Field, value);
                    at = text.Length - rest.Length;
                    break;
                case PartKind.Severity:
                    var length = SeverityWord.LengthAt(text[at..]);
                    if (length == 0)
                    {
                        return false;
                    }

                    match.SetText(PatternField.Severity, text.Slice(at, length));
                    at += length;
                    break;
                default:
                    return MatchLazy(text, part, at, ref match, ref steps);
            }
        }

        return at == text.Length;
    }

    private bool MatchLazy(ReadOnlySpan<byte> text, int part, int at, ref PatternMatch match, ref int steps)
    {
        var field = _parts[part].Field;
        if (part == _parts.Length - 1)
        {
            return Accept(field, text[at..], ref match);
        }

        for (var end = at; end <= text.Length && steps > 0; end++)
        {
            var skip = _parts[part + 1].Distance(text[end..]);
            if (skip < 0)
            {
                return false;
            }

            end += skip;
            steps--;
            if (!MayGoOn(text, part + 1, end))
            {
                continue;
            }

            var saved = match;
            if (Accept(field, text[at..end], ref match) && Match(text, part + 1, end, ref match, ref steps))
            {
                return true;
            }

            match = saved;
        }

        return false;
    }

    /// <summary>Most ends of a field are ruled out by the digit that must stand behind its separator, before what the field holds is looked at.</summary>
    private bool MayGoOn(ReadOnlySpan<byte> text, int part, int at)
    {
        if (part + 1 >= _parts.Length || _parts[part].Kind != PartKind.Literal || _parts[part + 1].Kind != PartKind.Number)
        {
            return true;
        }

        at += _parts[part].Literal.Length;
        return at < text.Length && ByteText.IsDigit(text[at]);
    }

    private static bool Accept(PatternField field, ReadOnlySpan<byte> value, ref PatternMatch match)
    {
        if (field == PatternField.File ? !PathText.LooksLikePath(value) : field == PatternField.Code && value.IndexOfAny((byte)' ', (byte)'\t') >= 0)
        {
            return false;
        }

        if (value.Length == 0 && field != PatternField.Any)
        {
            return false;
        }

        match.SetText(field, value);
        return true;
    }
}
