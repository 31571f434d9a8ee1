using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Searches over short texts by the names they have for spans in general. Those are generic, so a published program has no code of them for bytes and compiles them when it
/// starts, badly first; in a run of half a second that is a third of the time. Being not generic, these are preferred wherever this namespace is used.
/// </summary>
internal static class ByteSearch
{
    public static bool EndsWith(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
        => text.Length >= end.Length && text[^end.Length..].SequenceEqual(end);

    public static int IndexOfAny(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => values.Length switch
    {
        1 => text.IndexOfAny(values[0], values[0], values[0]),
        2 => text.IndexOfAny(values[0], values[1], values[1]),
        3 => text.IndexOfAny(values[0], values[1], values[2]),
        _ => First(text, new ByteSet(values), wanted: true),
    };

    public static int IndexOfAny(this ReadOnlySpan<byte> text, byte a, byte b) => text.IndexOfAny(a, b, b);

    public static int IndexOfAny(this ReadOnlySpan<byte> text, byte a, byte b, byte c)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at + Vector128<byte>.Count <= text.Length; at += Vector128<byte>.Count)
        {
            var v = Vector128.LoadUnsafe(ref start, (nuint)at);
            var hits = Vector128.Equals(v, Vector128.Create(a)) | Vector128.Equals(v, Vector128.Create(b)) | Vector128.Equals(v, Vector128.Create(c));
            if (hits != Vector128<byte>.Zero)
            {
                return at + BitOperations.TrailingZeroCount(hits.ExtractMostSignificantBits());
            }
        }

        for (; at < text.Length; at++)
        {
            if (text[at] == a || text[at] == b || text[at] == c)
            {
                return at;
            }
        }

        return -1;
    }

    public static int IndexOfAnyExcept(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => First(text, new ByteSet(values), wanted: false);

    public static int IndexOfAnyInRange(this ReadOnlySpan<byte> text, byte low, byte high)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if ((uint)(text[i] - low) <= (uint)(high - low))
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAnyExceptInRange(this ReadOnlySpan<byte> text, byte low, byte high)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if ((uint)(text[i] - low) > (uint)(high - low))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool ContainsAnyExceptInRange(this ReadOnlySpan<byte> text, byte low, byte high) => text.IndexOfAnyExceptInRange(low, high) >= 0;

    public static int LastIndexOfAny(this ReadOnlySpan<byte> text, byte a, byte b)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == a || text[i] == b)
            {
                return i;
            }
        }

        return -1;
    }

    public static int LastIndexOfAny(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => Last(text, new ByteSet(values));

    public static ReadOnlySpan<byte> Trim(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => text.TrimStart(values).TrimEnd(values);

    public static ReadOnlySpan<byte> Trim(this ReadOnlySpan<byte> text, byte value) => text.TrimStart(value).TrimEnd(value);

    // Mostly there is little or nothing to trim, so a set would cost more than it saves.
    public static ReadOnlySpan<byte> TrimStart(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values)
    {
        var start = 0;
        while (start < text.Length && IsOneOf(text[start], values))
        {
            start++;
        }

        return text[start..];
    }

    public static ReadOnlySpan<byte> TrimStart(this ReadOnlySpan<byte> text, byte value)
    {
        var start = 0;
        while (start < text.Length && text[start] == value)
        {
            start++;
        }

        return text[start..];
    }

    public static ReadOnlySpan<byte> TrimEnd(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values)
    {
        var end = text.Length;
        while (end > 0 && IsOneOf(text[end - 1], values))
        {
            end--;
        }

        return text[..end];
    }

    public static ReadOnlySpan<byte> TrimEnd(this ReadOnlySpan<byte> text, byte value)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] == value)
        {
            end--;
        }

        return text[..end];
    }

    private static bool IsOneOf(byte value, ReadOnlySpan<byte> values)
    {
        foreach (var candidate in values)
        {
            if (candidate == value)
            {
                return true;
            }
        }

        return false;
    }

    private static int First(ReadOnlySpan<byte> text, in ByteSet set, bool wanted)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (set.Contains(text[i]) == wanted)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Last(ReadOnlySpan<byte> text, in ByteSet set)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (set.Contains(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly struct ByteSet
    {
        private readonly ulong _a;
        private readonly ulong _b;
        private readonly ulong _c;
        private readonly ulong _d;

        public ByteSet(ReadOnlySpan<byte> values)
        {
            foreach (var value in values)
            {
                var bit = 1UL << (value & 63);
                switch (value >> 6)
                {
                    case 0: _a |= bit; break;
                    case 1: _b |= bit; break;
                    case 2: _c |= bit; break;
                    default: _d |= bit; break;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Contains(byte value)
            => (((value < 64 ? _a : value < 128 ? _b : value < 192 ? _c : _d) >> (value & 63)) & 1) != 0;
    }
}
