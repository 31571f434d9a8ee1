namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Looks for a phrase as its author meant it, after the index saw it folded: ASCII case does not count, <c>0</c> is any digit, other digits are themselves.</summary>
internal static class PhraseText
{
    /// <summary>Whether the index may say that it occurs though it does not: it takes every digit for the same.</summary>
    public static bool IsFolded(string phrase) => phrase.AsSpan().ContainsAnyInRange('1', '9');

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
        if (anchored || !char.IsAsciiLetter(sought[0]))
        {
            return anchored ? text.Length >= sought.Length && Matches(text, sought) : OccursAnywhere(text, sought);
        }

        // From one place where it may begin to the next.
        var (lower, upper) = ((byte)char.ToLowerInvariant(sought[0]), (byte)char.ToUpperInvariant(sought[0]));
        while (text.Length >= sought.Length && text[..(text.Length - sought.Length + 1)].IndexOfAny(lower, upper) is var at and >= 0)
        {
            if (Matches(text[at..], sought))
            {
                return true;
            }

            text = text[(at + 1)..];
        }

        return false;
    }

    private static bool OccursAnywhere(ReadOnlySpan<byte> text, ReadOnlySpan<char> phrase)
    {
        for (var at = 0; at + phrase.Length <= text.Length; at++)
        {
            if (Matches(text[at..], phrase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the text begins with it; it is not shorter.</summary>
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
