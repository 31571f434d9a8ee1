namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Looks for a phrase as its author meant it, after the index saw it folded: ASCII case does not count, <c>0</c> is any digit, other digits are themselves.</summary>
internal static class PhraseText
{
    public static bool OccursAny(ReadOnlySpan<byte> text, IReadOnlyList<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (Occurs(text, phrase))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Occurs(ReadOnlySpan<byte> text, string phrase)
    {
        var anchored = phrase[0] == '^';
        var sought = anchored ? phrase.AsSpan(1) : phrase;
        for (var at = 0; at + sought.Length <= text.Length; at++)
        {
            if (Matches(text.Slice(at, sought.Length), sought))
            {
                return true;
            }

            if (anchored)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<char> phrase)
    {
        for (var i = 0; i < phrase.Length; i++)
        {
            var b = text[i] == '\t' ? (byte)' ' : text[i];
            var c = phrase[i];
            var same = c == '0' ? ByteText.IsDigit(b) : char.ToLowerInvariant(c) == char.ToLowerInvariant((char)b);
            if (!same)
            {
                return false;
            }
        }

        return true;
    }
}
