using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BackgroundAgent.Contracts.Secrets;

/// <summary>Tells in one pass over a text which patterns are worth trying: those of which a mark occurs. Bit <c>i</c> of an answer stands for pattern <c>i</c>.</summary>
internal sealed class SecretMarks
{
    private const int Gram = 3;

    // Characters folded at a time, and what is written and read behind them.
    private const int Block = 1024;
    private const int Padding = 16;

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
                var hash = Hash(Key(mark.Text));
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
        Span<byte> room = stackalloc byte[Block + Padding];
        for (var first = 0; first + Gram <= text.Length; first += Block - Gram + 1)
        {
            var block = text[first..Math.Min(text.Length, first + Block)];
            Fold(block, room);
            for (var at = 0; at + Gram <= block.Length; at += 4)
            {
                var eight = BinaryPrimitives.ReadUInt64LittleEndian(room[at..]);
                for (var set = Bit(eight) | (Bit(eight >> 8) << 1) | (Bit(eight >> 16) << 2) | (Bit(eight >> 24) << 3); set != 0; set &= set - 1)
                {
                    var i = BitOperations.TrailingZeroCount(set);
                    found |= At(text, first + at + i, Hash((uint)(eight >> (i * 8))) & 255);
                }
            }
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Bit(ulong bytes)
    {
        var hash = Hash((uint)bytes);
        return (uint)(_bits[hash >> 6] >> (int)(hash & 63)) & 1;
    }

    /// <summary>One byte a character, with zeros behind them.</summary>
    private static void Fold(ReadOnlySpan<char> text, Span<byte> target)
    {
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref var to = ref MemoryMarshal.GetReference(target);
        _ = target[text.Length + Padding - 1];
        for (var at = 0; at < text.Length;)
        {
            if (at + 16 <= text.Length)
            {
                var low = Vector128.LoadUnsafe(ref from, (nuint)at);
                var high = Vector128.LoadUnsafe(ref from, (nuint)at + 8);
                if (((low | high) & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero)
                {
                    var bytes = Vector128.Narrow(low, high);
                    var letters = Vector128.LessThan(bytes - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
                    (bytes | (letters & Vector128.Create((byte)0x20))).StoreUnsafe(ref to, (nuint)at);
                    at += 16;
                    continue;
                }
            }

            for (var end = Math.Min(at + 16, text.Length); at < end; at++)
            {
                target[at] = Fold(text[at]);
            }
        }

        Vector128<byte>.Zero.StoreUnsafe(ref to, (nuint)text.Length);
    }

    private static uint Key(ReadOnlySpan<char> text)
        => ((uint)Fold(text[2]) << 16) | ((uint)Fold(text[1]) << 8) | Fold(text[0]);

    /// <summary>Of the lower three bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint key) => ((key << 8) * 0x9E3779B1u) >> 20;

    // The two characters beyond ASCII that a case-insensitive expression takes for letters: the long s and the Kelvin sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Fold(char c) => c < '\u0080' ? (byte)((uint)(c - 'A') < 26 ? c | 0x20 : c) : FoldBeyondAscii(c);

    private static byte FoldBeyondAscii(char c) => c switch
    {
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
