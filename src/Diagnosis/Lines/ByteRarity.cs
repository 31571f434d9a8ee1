namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// How rare three neighbouring bytes are in build logs, roughly: first by a list of the common ones, counted over the logs of this project's own fixtures, then by letter frequencies
/// of English and the punctuation of paths, times and versions. A wrong guess costs time, never a finding.
/// </summary>
internal static class ByteRarity
{
    /// <summary>Neighbouring bytes that are looked at together.</summary>
    public const int Gram = 3;

    private const int Slots = 1024;

    // From the most frequent on; what is not listed is rarer than all of them.
    private const string Frequent = "0 etaoinsr./-:lcdpmu_hgfbyvwk,=()[]\"";

    // Three bytes each, folded, from the most frequent on.
    private const string CommonGrams =
        "   000---esttes===sho00:runioningerrtiorrororectstsnerunnnne/ruat wored ork at inailiceome teassilefaiteramepecnitor  0 stainenam___timresimeteduni" +
        "e\": eress: 0\":\" exssetteng les  0artexp co thagelinode tos:0out 00atinotstentexpeprocte re prin conndebasertst 00) |  fa0: intledn  okeserureon und" +
        " noulemetmodinvctito objforfinnodackthec00 stitefilthoase00 duloduentcalble foatecomualdefce strethtyphod dees ultot ypejectemis  cad00onsninequildssi" +
        "t sle he stit ortitalalluilbui nacespacne luriluindn\":\"te 0,verrin fior:tinendnpmspeistone ruaceut  libjeettiniketefiof es/ asskeesuput wapasact0 |" +
        "nfopm ratommgenparjavmonimprem.pyspoperhttorysedmotlocmpleadpos";

    private static readonly uint[] Keys = new uint[Slots];
    private static readonly short[] Ranks = RankCommonGrams();
    private static readonly byte[] Ratings = RateBytes();

    /// <summary>Where the rarest three bytes begin; 0 where the phrase is not longer than that.</summary>
    public static int RarestGram(ReadOnlySpan<byte> folded)
    {
        int best = 0, bestScore = -1;
        for (var at = 0; at + Gram <= folded.Length; at++)
        {
            var score = Score(folded[at], folded[at + 1], folded[at + 2]);
            (best, bestScore) = score > bestScore ? (at, score) : (best, bestScore);
        }

        return best;
    }

    private static int Score(byte a, byte b, byte c)
    {
        var key = Key(a, b, c);
        var rank = Ranks[SlotOf(key)];
        return rank > 0 ? rank : (CommonGrams.Length / Gram) + Ratings[a] + Ratings[b] + Ratings[c];
    }

    private static uint Key(byte a, byte b, byte c) => a | ((uint)b << 8) | ((uint)c << 16);

    /// <summary>The slot that holds the key, else a free one.</summary>
    private static uint SlotOf(uint key)
    {
        var slot = (key * 0x9E3779B1u) >> 22;
        while (Keys[slot] != key && Keys[slot] != 0)
        {
            slot = (slot + 1) % Slots;
        }

        return slot;
    }

    private static short[] RankCommonGrams()
    {
        var ranks = new short[Slots];
        for (var at = 0; at < CommonGrams.Length; at += Gram)
        {
            var key = Key((byte)CommonGrams[at], (byte)CommonGrams[at + 1], (byte)CommonGrams[at + 2]);
            var slot = SlotOf(key);
            (Keys[slot], ranks[slot]) = (key, (short)((at / Gram) + 1));
        }

        return ranks;
    }

    private static byte[] RateBytes()
    {
        var ratings = new byte[256];
        Array.Fill(ratings, (byte)(Frequent.Length + 8));
        for (var at = 0; at < Frequent.Length; at++)
        {
            ratings[Frequent[at]] = (byte)at;
        }

        return ratings;
    }
}
