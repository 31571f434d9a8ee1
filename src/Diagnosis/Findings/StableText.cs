using System.Text;

namespace BackgroundAgent.Diagnosis.Findings;

/// <summary>Reduces text to what stays the same from run to run.</summary>
internal static class StableText
{
    /// <summary>Numbers and hexadecimal runs become <c>#</c>, a path becomes its last name, white space one blank, letters lower case.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                i++;
                AppendBlank(result);
            }
            else if (IsTokenChar(c))
            {
                var end = i;
                while (end < text.Length && IsTokenChar(text[end]))
                {
                    end++;
                }

                AppendToken(result, text.AsSpan(i, end - i));
                i = end;
            }
            else
            {
                result.Append(c);
                i++;
            }
        }

        return result.ToString().TrimEnd();
    }

    private static bool IsTokenChar(char c) => char.IsLetterOrDigit(c) || c is '/' or '\\' or '_' or '-' or '.' or ':' or '~' or '+';

    private static void AppendBlank(StringBuilder result)
    {
        if (result.Length > 0 && result[^1] != ' ')
        {
            result.Append(' ');
        }
    }

    private static void AppendToken(StringBuilder result, ReadOnlySpan<char> token)
    {
        var slash = token.TrimEnd("/\\:.").LastIndexOfAny('/', '\\');
        var absolute = token[0] is '/' or '\\' or '~' || (token.Length > 2 && token[1] == ':' && token[2] is '/' or '\\');
        token = absolute && slash >= 0 ? token[(slash + 1)..] : token;
        for (var i = 0; i < token.Length;)
        {
            if (token.Length - i >= 36 && token[i + 8] == '-' && Guid.TryParseExact(token.Slice(i, 36), "D", out _))
            {
                AppendMark(result);
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
                AppendMark(result);
                i = end;
            }
            else if (char.IsAsciiDigit(token[i]))
            {
                AppendMark(result);
                i++;
            }
            else
            {
                result.Append(char.ToLowerInvariant(token[i]));
                i++;
            }
        }
    }

    private static void AppendMark(StringBuilder result)
    {
        var tail = result.Length;
        if (tail > 0 && result[tail - 1] == '#')
        {
            return;
        }

        // "1.25", "12:30:01" and "a-1-2" count as one number, so that its length does not show.
        if (tail > 1 && result[tail - 1] is '.' or ':' or '-' && result[tail - 2] == '#')
        {
            result.Length--;
            return;
        }

        result.Append('#');
    }
}
