using System.Runtime.CompilerServices;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Searches over short texts by the names they have for spans in general. Those are generic, so a published program has no code of them for bytes and compiles them when it
/// starts, badly first; in a run of half a second that is a third of the time. Being not generic, these are preferred wherever this namespace is used.
/// </summary>
internal static class ByteSearch
{
    public static bool EndsWith(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
        => text.Length >= end.Length && text[^end.Length..].SequenceEqual(end);

    public static int IndexOfAny(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => First(text, new ByteSet(values), wanted: true);

    public static int IndexOfAny(this ReadOnlySpan<byte> text, byte a, byte b)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == a || text[i] == b)
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAny(this ReadOnlySpan<byte> text, byte a, byte b, byte c)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == a || text[i] == b || text[i] == c)
            {
                return i;
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

    public static int LastIndexOfAny(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => Last(text, new ByteSet(values), wanted: true);

    public static ReadOnlySpan<byte> Trim(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values) => text.TrimStart(values).TrimEnd(values);

    public static ReadOnlySpan<byte> Trim(this ReadOnlySpan<byte> text, byte value) => text.TrimStart(value).TrimEnd(value);

    public static ReadOnlySpan<byte> TrimStart(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> values)
        => First(text, new ByteSet(values), wanted: false) is var at and >= 0 ? text[at..] : default;

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
        => text[..(Last(text, new ByteSet(values), wanted: false) + 1)];

    public static ReadOnlySpan<byte> TrimEnd(this ReadOnlySpan<byte> text, byte value)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] == value)
        {
            end--;
        }

        return text[..end];
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

    private static int Last(ReadOnlySpan<byte> text, in ByteSet set, bool wanted)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (set.Contains(text[i]) == wanted)
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
                _a |= value < 64 ? bit : 0;
                _b |= value is >= 64 and < 128 ? bit : 0;
                _c |= value is >= 128 and < 192 ? bit : 0;
                _d |= value >= 192 ? bit : 0;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Contains(byte value)
            => (((value < 64 ? _a : value < 128 ? _b : value < 192 ? _c : _d) >> (value & 63)) & 1) != 0;
    }
}
