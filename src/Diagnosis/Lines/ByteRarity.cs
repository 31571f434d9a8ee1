namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>How rare bytes are in build logs, roughly; by letter frequencies of English and the punctuation of paths, times and versions.</summary>
internal static class ByteRarity
{
    // From the most frequent on; what is not listed is rarer than all of them.
    private const string Frequent = "0 etaoinsr./-:lcdpmu_hgfbyvwk,=()[]\"";

    /// <summary>Where the rarest run of the length begins; 0 where the phrase is not longer than it.</summary>
    public static int RarestGram(ReadOnlySpan<byte> folded, int length)
    {
        int best = 0, bestScore = -1;
        for (var at = 0; at + length <= folded.Length; at++)
        {
            var score = 0;
            for (var i = 0; i < length; i++)
            {
                score += Of(folded[at + i]);
            }

            (best, bestScore) = score > bestScore ? (at, score) : (best, bestScore);
        }

        return best;
    }

    private static int Of(byte folded)
    {
        var at = Frequent.IndexOf((char)folded);
        return at < 0 ? Frequent.Length + 8 : at;
    }
}
