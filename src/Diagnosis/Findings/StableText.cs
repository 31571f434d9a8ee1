using System.Buffers;

namespace BackgroundAgent.Diagnosis.Findings;

/// <summary>Reduces text to what stays the same from run to run: numbers and hexadecimal runs become <c>#</c>, a path becomes its last name, white space one blank, letters lower case.</summary>
internal ref struct StableText(Span<char> room)
{
    private const string MoreTokenChars = "/\\_-.:~+";

    private static readonly bool[] AsciiTokenChars = TokenChars();

    private readonly Span<char> _room = room;
    private int _length;

    public static string Of(string text)
    {
        var room = ArrayPool<char>.Shared.Rent(text.Length);
        var result = Reduce(text, room).ToString();
        ArrayPool<char>.Shared.Return(room);
        return result;
    }

    /// <summary>Needs room as long as the text.</summary>
    public static ReadOnlySpan<char> Reduce(ReadOnlySpan<char> text, Span<char> room)
    {
        var result = new StableText(room);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c <= ' ' || char.IsWhiteSpace(c) || char.IsControl(c))
            {
                i++;
                result.AppendBlank();
            }
            else if (IsTokenChar(c))
            {
                var end = i;
                while (end < text.Length && IsTokenChar(text[end]))
                {
                    end++;
                }

                result.AppendToken(text[i..end]);
                i = end;
            }
            else
            {
                result.Append(c);
                i++;
            }
        }

        return result._room[..result._length].TrimEnd();
    }

    private static bool IsTokenChar(char c) => c < 128 ? AsciiTokenChars[c] : char.IsLetterOrDigit(c);

    private static bool[] TokenChars()
    {
        var result = new bool[128];
        for (var c = '\0'; c < result.Length; c++)
        {
            result[c] = char.IsAsciiLetterOrDigit(c) || MoreTokenChars.Contains(c);
        }

        return result;
    }

    private void Append(char c) => _room[_length++] = c;

    private void AppendBlank()
    {
        if (_length > 0 && _room[_length - 1] != ' ')
        {
            Append(' ');
        }
    }

    private void AppendToken(ReadOnlySpan<char> token)
    {
        var slash = LastSlash(token);
        var absolute = token[0] is '/' or '\\' or '~' || (token.Length > 2 && token[1] == ':' && token[2] is '/' or '\\');
        token = absolute && slash >= 0 ? token[(slash + 1)..] : token;
        for (var i = 0; i < token.Length;)
        {
            if (token.Length - i >= 36 && token[i + 8] == '-' && Guid.TryParseExact(token.Slice(i, 36), "D", out _))
            {
                AppendMark();
                i += 36;
                continue;
            }

            var end = i;
            var digits = 0;
            while (end < token.Length && char.IsAsciiHexDigit(token[end]))
            {
                digits += char.IsAsciiDigit(token[end]) ? 1 : 0;
                end++;
            }

            // "dead" and "face" are words; a hash or an address holds digits.
            var isNumber = digits == end - i || (digits > 0 && end - i >= 6);
            if (end > i && isNumber)
            {
                AppendMark();
                i = end;
            }
            else if (char.IsAsciiDigit(token[i]))
            {
                AppendMark();
                i++;
            }
            else
            {
                Append(char.ToLowerInvariant(token[i]));
                i++;
            }
        }
    }

    /// <summary>The last slash that is not part of the punctuation at the end.</summary>
    private static int LastSlash(ReadOnlySpan<char> token)
    {
        var at = token.Length - 1;
        while (at >= 0 && token[at] is '/' or '\\' or ':' or '.')
        {
            at--;
        }

        while (at >= 0 && token[at] is not ('/' or '\\'))
        {
            at--;
        }

        return at;
    }

    private void AppendMark()
    {
        if (_length > 0 && _room[_length - 1] == '#')
        {
            return;
        }

        // "1.25", "12:30:01" and "a-1-2" count as one number, so that its length does not show.
        if (_length > 1 && _room[_length - 1] is '.' or ':' or '-' && _room[_length - 2] == '#')
        {
            _length--;
            return;
        }

        Append('#');
    }
}
