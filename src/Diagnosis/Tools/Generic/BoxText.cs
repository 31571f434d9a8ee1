namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>The bars, corners and arrows that tools draw in front of text.</summary>
internal static class BoxText
{
    /// <summary>The text behind blanks, <c>|</c> and characters of the blocks "box drawing" and "geometric shapes" (U+2500 to U+25FF).</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] is (byte)' ' or (byte)'\t' or (byte)'|')
            {
                text = text[1..];
            }
            else if (text.Length >= 3 && text[0] == 0xE2 && text[1] is >= 0x94 and <= 0x97)
            {
                text = text[3..];
            }
            else
            {
                break;
            }
        }

        return text;
    }

    /// <summary>The text before a ruler of such characters.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        while (text.Length >= 3 && text[^3] == 0xE2 && text[^2] is >= 0x94 and <= 0x97)
        {
            text = text[..^3].TrimEnd(" "u8);
        }

        return text;
    }
}
