namespace BackgroundAgent.Contracts.Secrets;

/// <summary>Shannon entropy of a text's own characters: about 4 for hexadecimal noise, near 5 for long random base64, 3 or less for words.</summary>
internal static class Entropy
{
    public static double BitsPerCharacter(ReadOnlySpan<char> text)
    {
        var counts = new Dictionary<char, int>();
        foreach (var character in text)
        {
            counts[character] = counts.GetValueOrDefault(character) + 1;
        }

        var bits = 0.0;
        foreach (var count in counts.Values)
        {
            var share = (double)count / text.Length;
            bits -= share * Math.Log2(share);
        }

        return bits;
    }
}
