namespace BackgroundAgent.Contracts.Secrets;

/// <summary>Tells in one pass over a text which patterns are worth trying: those of which a mark occurs. Bit <c>i</c> of an answer stands for pattern <c>i</c>.</summary>
internal sealed class SecretMarks
{
    private const int Gram = 3;

    // Which three folded characters a mark begins with, as bits; and the marks by a part of the same hash.
    private readonly ulong[] _bits = new ulong[4096 / 64];
    private readonly List<Entry>[] _slots = new List<Entry>[256];

    /// <param name="patterns">At most 64.</param>
    public SecretMarks(IReadOnlyList<SecretPattern> patterns)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            Always |= patterns[i].Marks.Count == 0 ? 1UL << i : 0;
            foreach (var mark in patterns[i].Marks)
            {
                var hash = Hash(Key(mark.Text, Gram - 1));
                _bits[hash >> 6] |= 1UL << (int)(hash & 63);
                (_slots[hash & 255] ??= []).Add(new(mark, 1UL << i));
            }
        }
    }

    /// <summary>Patterns without a mark.</summary>
    public ulong Always { get; }

    public ulong Find(ReadOnlySpan<char> text)
    {
        var found = Always;
        var key = 0u;
        for (var i = 0; i < text.Length; i++)
        {
            key = ((key << 8) | Fold(text[i])) & 0xFFFFFF;
            var hash = Hash(key);
            if (((_bits[hash >> 6] >> (int)(hash & 63)) & 1) != 0 && i >= Gram - 1)
            {
                found |= At(text, i - Gram + 1, hash & 255);
            }
        }

        return found;
    }

    private static uint Key(ReadOnlySpan<char> text, int last)
        => ((uint)Fold(text[last - 2]) << 16) | ((uint)Fold(text[last - 1]) << 8) | Fold(text[last]);

    private static uint Hash(uint key) => (key * 0x9E3779B1u) >> 20;

    // The two characters beyond ASCII that a case-insensitive expression takes for letters: the long s and the Kelvin sign.
    private static byte Fold(char c) => c switch
    {
        >= 'A' and <= 'Z' => (byte)(c | 0x20),
        < '\u0080' => (byte)c,
        '\u017f' => (byte)'s',
        '\u212a' => (byte)'k',
        _ => 0xFF,
    };

    private static bool Same(ReadOnlySpan<char> text, string mark)
    {
        for (var i = 0; i < mark.Length; i++)
        {
            if (Fold(text[i]) != mark[i])
            {
                return false;
            }
        }

        return true;
    }

    private ulong At(ReadOnlySpan<char> text, int start, uint slot)
    {
        var found = 0UL;
        foreach (var entry in _slots[slot] ?? [])
        {
            var end = start + entry.Mark.Text.Length;
            if (end <= text.Length && Same(text[start..], entry.Mark.Text) && entry.Mark.MayFollow(text, end))
            {
                found |= entry.Pattern;
            }
        }

        return found;
    }

    private sealed class Entry(SecretMark mark, ulong pattern)
    {
        public SecretMark Mark => mark;

        public ulong Pattern => pattern;
    }
}
