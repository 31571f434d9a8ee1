using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Phrases by their rarest three bytes, which are also bits of a table that fits the first-level cache. A text is tested against it position by position, which depends on nothing
/// before; only where a bit is set are phrases compared. (The idea is that of Wu and Manber's "A fast algorithm for multi-pattern searching", 1994.)
/// </summary>
internal sealed class GramTable
{
    private const int Slots = 4096;
    private const int Pairs = 65536;

    private readonly uint[] _bits = new uint[65536 / 32];
    private readonly ulong[] _pairs = new ulong[Pairs / 64];

    // The phrases of slot s are those from _starts[s] up to _starts[s + 1].
    private readonly ushort[] _starts = new ushort[Slots + 1];
    private readonly uint[] _keys;
    private readonly Phrase[] _phrases;

    /// <param name="keys">The rarest three bytes of each phrase, or all of its two.</param>
    /// <param name="phrases">The phrases.</param>
    /// <param name="count">How many there are, at most 65,535.</param>
    public GramTable(uint[] keys, Phrase[] phrases, int count)
    {
        (_keys, _phrases) = (new uint[count], new Phrase[count]);
        var next = new int[Slots + 1];
        for (var i = 0; i < count; i++)
        {
            next[SlotOf(keys[i]) + 1]++;
        }

        for (var slot = 0; slot < Slots; slot++)
        {
            next[slot + 1] += next[slot];
            _starts[slot + 1] = (ushort)next[slot + 1];
        }

        for (var i = 0; i < count; i++)
        {
            var place = next[SlotOf(keys[i])]++;
            (_keys[place], _phrases[place]) = (keys[i], phrases[i]);
            Mark(keys[i]);
        }
    }

    /// <param name="text">Folded, with <see cref="PhraseIndex.Padding"/> zeros behind it.</param>
    /// <param name="found">Gets the readers of what occurs.</param>
    public void Scan(ReadOnlySpan<byte> text, ref TriggerSet found)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var bits = ref MemoryMarshal.GetArrayDataReference(_bits);

        // The padding behind the text is zero, so the last positions read no other line's bytes.
        for (var at = 0; at < text.Length - 1; at += 4)
        {
            var eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));
            var set = Bit(ref bits, eight) | (Bit(ref bits, eight >> 8) << 1) | (Bit(ref bits, eight >> 16) << 2) | (Bit(ref bits, eight >> 24) << 3);
            for (; set != 0; set &= set - 1)
            {
                var i = BitOperations.TrailingZeroCount(set);
                AddAt(text, at + i, (uint)(eight >> (i * 8)) & 0xFFFFFF, ref found);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bit(ref uint bits, ulong bytes)
    {
        var hash = Hash((uint)bytes);
        return (Unsafe.Add(ref bits, hash >> 5) >> (int)(hash & 31)) & 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint bytes) => ((bytes << 8) * 0x9E3779B1u) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SlotOf(uint key) => Hash(key) & (Slots - 1);

    private void AddAt(ReadOnlySpan<byte> text, int at, uint gram, ref TriggerSet found)
    {
        Compare(text, at, gram, ref found);
        var pair = gram & 0xFFFF;
        if (((_pairs[pair >> 6] >> (int)(pair & 63)) & 1) != 0)
        {
            Compare(text, at, pair, ref found);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Compare(ReadOnlySpan<byte> text, int at, uint key, ref TriggerSet found)
    {
        var slot = SlotOf(key);
        for (int i = _starts[slot], end = _starts[slot + 1]; i < end; i++)
        {
            if (_keys[i] == key && _phrases[i].IsAround(text, at))
            {
                found.Add(_phrases[i].Readers);
            }
        }
    }

    private void Mark(uint key)
    {
        if (key >= Pairs)
        {
            MarkBit(key);
            return;
        }

        _pairs[key >> 6] |= 1UL << (int)(key & 63);
        for (var third = 0u; third < 256; third++)
        {
            MarkBit(key | (third << 16));
        }
    }

    private void MarkBit(uint gram)
    {
        var hash = Hash(gram);
        _bits[hash >> 5] |= 1u << (int)(hash & 31);
    }
}
