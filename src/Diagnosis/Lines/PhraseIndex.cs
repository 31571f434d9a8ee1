using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Finds in one pass over a line which readers may be interested in it. Bytes are folded: ASCII case, every digit is the same, a tab is a blank.
/// A phrase that begins with <c>^</c> counts only at the first byte that is not blank. A hit is a hint, so the folding costs a reader a look, never a wrong answer.
/// <para>
/// Of each phrase the three neighbouring bytes that are rarest in logs are kept as bits of a table that fits the first-level cache. A line is tested against it position
/// by position, which depends on nothing before; only where a bit is set are phrases compared. (The idea is that of Wu and Manber's "A fast algorithm for multi-pattern searching", 1994.)
/// </para>
/// </summary>
internal sealed class PhraseIndex
{
    /// <summary>Bytes that the room for folding must be longer than the text.</summary>
    public const int Padding = 16;

    private const char LineStart = '^';
    private const int Gram = 3;
    private const int HeadSlots = 1024;
    private const int GramSlots = 4096;

    private readonly uint[] _bits = new uint[65536 / 32];
    private readonly ushort[] _grams = new ushort[GramSlots];
    private readonly ushort[] _heads = new ushort[HeadSlots];
    private readonly Entry[] _entries;
    private readonly TriggerSet _ofPairs;
    private int _count = 1;

    /// <param name="phrases">Phrase and the number of the reader that asked for it; at least two bytes, behind <c>^</c> one.</param>
    public PhraseIndex(IReadOnlyList<KeyValuePair<string, int>> phrases)
    {
        _entries = new Entry[phrases.Count + 1];
        var known = new Dictionary<string, object>(phrases.Count, StringComparer.Ordinal);
        for (var i = 0; i < phrases.Count; i++)
        {
            var phrase = phrases[i].Key;
            if (!known.TryGetValue(phrase, out var entry))
            {
                known.Add(phrase, _entries[_count] = NewEntry(phrase));
                entry = _entries[_count++];
            }

            ((Entry)entry).Readers.Add(phrases[i].Value);
            if (phrase.Length == 2 && phrase[0] != LineStart)
            {
                _ofPairs.Add(phrases[i].Value);
            }
        }
    }

    /// <param name="body">A line without its indentation.</param>
    /// <param name="room">Scratch space, <see cref="Padding"/> longer than the text at least.</param>
    public TriggerSet Scan(ReadOnlySpan<byte> body, Span<byte> room)
    {
        var found = default(TriggerSet);
        if (body.IsEmpty)
        {
            return found;
        }

        FoldedBytes.Fold(body, room);
        var text = room[..body.Length];
        AddHeads(text, ref found);
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var bits = ref MemoryMarshal.GetArrayDataReference(_bits);

        // The padding behind the text is zero, so the last positions read no other line's bytes.
        for (var at = 0; at < text.Length - 1; at += 4)
        {
            var eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));
            if ((Bit(ref bits, eight) | Bit(ref bits, eight >> 8) | Bit(ref bits, eight >> 16) | Bit(ref bits, eight >> 24)) != 0)
            {
                AddNear(text, at, eight, ref found);
            }
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bit(ref uint bits, ulong bytes)
    {
        var hash = Hash((uint)bytes);
        return (Unsafe.Add(ref bits, hash >> 5) >> (int)(hash & 31)) & 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint bytes) => ((bytes << 8) * 0x9E3779B1u) >> 16;

    private static int HeadSlot(byte first, byte second) => ((first * 37) + second) & (HeadSlots - 1);

    private void AddNear(ReadOnlySpan<byte> text, int at, ulong eight, ref TriggerSet found)
    {
        for (var i = 0; i < 4 && at + i < text.Length - 1; i++, eight >>= 8)
        {
            var gram = (uint)eight & 0xFFFFFF;
            if (Bit(ref _bits[0], gram) != 0)
            {
                Compare(text, at + i, gram, Hash(gram) & (GramSlots - 1), ref found);
                if (!found.Holds(_ofPairs))
                {
                    Compare(text, at + i, gram & 0xFFFF, Hash(gram & 0xFFFF) & (GramSlots - 1), ref found);
                }
            }
        }
    }

    private void Compare(ReadOnlySpan<byte> text, int at, uint gram, uint slot, ref TriggerSet found)
    {
        for (int e = _grams[slot]; e != 0; e = _entries[e].Next)
        {
            var entry = _entries[e];
            var start = at - entry.Offset;
            if (entry.Key == gram && !found.Holds(entry.Readers) && start >= 0 && start + entry.Folded.Length <= text.Length && text.Slice(start, entry.Folded.Length).SequenceEqual(entry.Folded))
            {
                found.Add(entry.Readers);
            }
        }
    }

    private void AddHeads(ReadOnlySpan<byte> text, ref TriggerSet found)
    {
        AddHeads(text, _heads[HeadSlot(text[0], 0)], ref found);
        if (text.Length > 1)
        {
            AddHeads(text, _heads[HeadSlot(text[0], text[1])], ref found);
        }
    }

    private void AddHeads(ReadOnlySpan<byte> text, int e, ref TriggerSet found)
    {
        for (; e != 0; e = _entries[e].Next)
        {
            if (text.StartsWith(_entries[e].Folded))
            {
                found.Add(_entries[e].Readers);
            }
        }
    }

    private Entry NewEntry(string phrase)
    {
        var anchored = phrase[0] == LineStart;
        var bytes = System.Text.Encoding.UTF8.GetBytes(anchored ? phrase[1..] : phrase);
        FoldedBytes.Fold(bytes);
        if (bytes.Length < (anchored ? 1 : 2))
        {
            throw new ArgumentException($"the phrase '{phrase}' is too short to be looked for", nameof(phrase));
        }

        return anchored ? NewHead(bytes) : NewGram(bytes);
    }

    private Entry NewHead(byte[] bytes)
    {
        ref var slot = ref _heads[HeadSlot(bytes[0], bytes.Length > 1 ? bytes[1] : (byte)0)];
        var entry = new Entry(bytes, 0, 0, slot);
        slot = (ushort)_count;
        return entry;
    }

    private Entry NewGram(byte[] bytes)
    {
        var offset = ByteRarity.RarestGram(bytes, Gram);
        var key = bytes[offset] | ((uint)bytes[offset + 1] << 8);
        if (bytes.Length == 2)
        {
            for (var third = 0u; third < 256; third++)
            {
                Mark(key | (third << 16));
            }
        }
        else
        {
            key |= (uint)bytes[offset + 2] << 16;
            Mark(key);
        }

        ref var slot = ref _grams[Hash(key) & (GramSlots - 1)];
        var entry = new Entry(bytes, offset, key, slot);
        slot = (ushort)_count;
        return entry;
    }

    private void Mark(uint gram)
    {
        var hash = Hash(gram);
        _bits[hash >> 5] |= 1u << (int)(hash & 31);
    }

    /// <summary>A phrase, where in it its rarest bytes stand, and the next entry of the same slot.</summary>
    private sealed class Entry(byte[] folded, int offset, uint key, ushort next)
    {
        public readonly byte[] Folded = folded;
        public readonly int Offset = offset;
        public readonly uint Key = key;
        public readonly ushort Next = next;
        public TriggerSet Readers;
    }
}
