using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>
/// Takes what CI services and multiplexers put in front of each line off again: ISO timestamps (GitHub Actions, Azure Pipelines, GitLab),
/// bracketed and bare clock times (Jenkins Timestamper, TeamCity), and the job and step columns that <c>gh run view --log</c> prints.
/// </summary>
internal static class LinePrefix
{
    /// <param name="text">A line.</param>
    /// <param name="columns">Job and step in front of it, with the tab between; empty where there are none.</param>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> columns)
    {
        columns = default;
        if (text.Length < 8)
        {
            return text;
        }

        var first = text[0];
        if (ByteText.IsDigit(first))
        {
            return StripIso(text, out var rest) ? StripStream(rest) : StripClock(text);
        }

        if (first == '[')
        {
            return StripBracketed(text);
        }

        if (first == 0xEF && text.StartsWith("\uFEFF"u8))
        {
            return Strip(text[3..], out columns);
        }

        var tab = text.IndexOf((byte)'\t');
        return tab > 0 && tab < 200 ? StripColumns(text, tab, out columns) : text;
    }

    /// <summary>Length of <c>2024-01-31T12:34:56[.fraction](Z|+00:00)</c> at the start, or 0.</summary>
    public static int IsoLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':' || text[16] != ':'
            || !ByteText.IsDigit(text[0]) || !ByteText.IsDigit(text[18]))
        {
            return 0;
        }

        var i = 19;
        if (text[i] is (byte)'.' or (byte)',')
        {
            i++;
            while (i < text.Length && ByteText.IsDigit(text[i]))
            {
                i++;
            }
        }

        if (i < text.Length && text[i] == 'Z')
        {
            return i + 1;
        }

        return i + 6 <= text.Length && text[i] is (byte)'+' or (byte)'-' && text[i + 3] == ':' ? i + 6 : 0;
    }

    private static bool StripIso(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        var length = IsoLength(text);
        rest = text;
        if (length == 0)
        {
            return false;
        }

        rest = text[length..];
        rest = rest.Length > 0 && rest[0] is (byte)' ' or (byte)'\t' ? rest[1..] : rest;
        return true;
    }

    /// <summary>GitLab writes the stream behind the time: <c>00O </c>, <c>01E </c>, with <c>+</c> where a line goes on.</summary>
    private static ReadOnlySpan<byte> StripStream(ReadOnlySpan<byte> rest)
        => rest.Length >= 4 && ByteText.IsDigit(rest[0]) && ByteText.IsDigit(rest[1]) && rest[2] is (byte)'O' or (byte)'E' && rest[3] is (byte)' ' or (byte)'+'
            ? rest[4..]
            : rest;

    /// <summary>Jenkins Timestamper: <c>12:34:56  text</c> or with milliseconds.</summary>
    private static ReadOnlySpan<byte> StripClock(ReadOnlySpan<byte> text)
    {
        var length = ClockLength(text);
        return length > 0 && length < text.Length && text[length] == ' ' ? text[(length + 1)..].TrimStartOneBlank() : text;
    }

    private static int ClockLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':' || !ByteText.IsDigit(text[1]) || !ByteText.IsDigit(text[3]) || !ByteText.IsDigit(text[7]))
        {
            return 0;
        }

        var i = 8;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            while (i < text.Length && ByteText.IsDigit(text[i]))
            {
                i++;
            }
        }

        return i;
    }

    /// <summary><c>[2024-01-31T12:34:56Z] text</c>, <c>[12:34:56] text</c>, TeamCity's <c>[12:34:56]W: [step] text</c>.</summary>
    private static ReadOnlySpan<byte> StripBracketed(ReadOnlySpan<byte> text)
    {
        var inner = text[1..];
        var length = IsoLength(inner);
        length = length > 0 ? length : ClockLength(inner);
        if (length == 0 || length >= inner.Length || inner[length] != ']')
        {
            return text;
        }

        var rest = inner[(length + 1)..];
        if (rest.Length >= 2 && rest[0] is (byte)'W' or (byte)'E' or (byte)'F' or (byte)'i' or (byte)' ' && rest[1] == ':')
        {
            rest = rest[2..];
            rest = rest.TrimBlanks() is { Length: > 2 } body && body[0] == '[' && body.IndexOf((byte)']') is var close and > 0 and < 80 ? body[(close + 1)..] : rest;
        }

        return rest.TrimStartOneBlank();
    }

    private static ReadOnlySpan<byte> TrimStartOneBlank(this ReadOnlySpan<byte> text) => text.Length > 0 && text[0] == ' ' ? text[1..] : text;

    /// <summary><c>job TAB step TAB 2024-…Z text</c>.</summary>
    private static ReadOnlySpan<byte> StripColumns(ReadOnlySpan<byte> text, int tab, out ReadOnlySpan<byte> columns)
    {
        columns = default;
        var second = text[(tab + 1)..].IndexOf((byte)'\t');
        if (second < 0 || second > 200)
        {
            return text;
        }

        var stamped = text[(tab + second + 2)..];
        stamped = stamped.StartsWith("\uFEFF"u8) ? stamped[3..] : stamped;
        if (!StripIso(stamped, out var rest))
        {
            return text;
        }

        columns = text[..(tab + 1 + second)];
        return rest;
    }
}
