namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Takes terminal control sequences out of a line: CSI (colours, erase), OSC (titles, links) and two-byte escapes of ECMA-48, and the
/// remaining control characters but tab.
/// </summary>
internal static class AnsiText
{
    private const byte Escape = 0x1b;
    private const byte Bell = 0x07;

    /// <summary>Copies <paramref name="text"/> without control sequences and returns the length; the target is as long as the text.</summary>
    public static int Strip(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b == Escape)
            {
                i = SkipSequence(text, i);
            }
            else if (b >= ' ' ? b != 127 : b == '\t')
            {
                target[length++] = b;
            }
        }

        return length;
    }

    private static int SkipSequence(ReadOnlySpan<byte> text, int at)
    {
        var i = at + 1;
        if (i >= text.Length)
        {
            return at;
        }

        switch (text[i])
        {
            case (byte)'[':
                i++;
                while (i < text.Length && text[i] is >= 0x20 and <= 0x3f)
                {
                    i++;
                }

                return i < text.Length && text[i] is >= 0x40 and <= 0x7e ? i : i - 1;
            case (byte)']' or (byte)'_' or (byte)'P':
                while (i < text.Length && text[i] != Bell && !(text[i] == '\\' && text[i - 1] == Escape))
                {
                    i++;
                }

                return i < text.Length ? i : text.Length - 1;
            case (byte)'(' or (byte)')':
                return Math.Min(i + 1, text.Length - 1);
            case >= 0x40 and <= 0x7e or (byte)'=' or (byte)'>' or (byte)'7' or (byte)'8':
                return i;
            default:
                return at;
        }
    }
}
