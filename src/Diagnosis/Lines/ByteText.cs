using System.Runtime.CompilerServices;
using System.Text;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Small questions about UTF-8 text, answered without allocating.</summary>
internal static class ByteText
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWord(byte b) => (uint)((b | 0x20) - 'a') < 26 || IsDigit(b) || b == '_';

    public static int CountLeadingBlanks(this ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && IsBlank(text[i]))
        {
            i++;
        }

        return i;
    }

    public static ReadOnlySpan<byte> TrimBlanks(this ReadOnlySpan<byte> text) => text[text.CountLeadingBlanks()..].TrimEndBlanks();

    public static ReadOnlySpan<byte> TrimEndBlanks(this ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] <= ' ')
        {
            end--;
        }

        return text[..end];
    }

    public static bool Has(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;

    /// <summary>ASCII case is ignored; <paramref name="lower"/> is lower case.</summary>
    public static bool StartsWithFolded(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length < lower.Length)
        {
            return false;
        }

        for (var i = 0; i < lower.Length; i++)
        {
            if (text[i] != lower[i] && !((uint)(text[i] - 'A') < 26 && (text[i] | 0x20) == lower[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>ASCII case is ignored; for short lines that a trigger already picked.</summary>
    public static bool HasFolded(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (var i = 0; i + lower.Length <= text.Length; i++)
        {
            if (text[i..].StartsWithFolded(lower))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text behind <paramref name="prefix"/>, where it starts so.</summary>
    public static bool TryAfter(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> rest)
    {
        var found = text.StartsWith(prefix);
        rest = found ? text[prefix.Length..] : default;
        return found;
    }

    /// <summary>Splits at the first <paramref name="separator"/>.</summary>
    public static bool TryCut(
        this ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator, out ReadOnlySpan<byte> before, out ReadOnlySpan<byte> after)
    {
        var at = text.IndexOf(separator);
        before = at < 0 ? text : text[..at];
        after = at < 0 ? default : text[(at + separator.Length)..];
        return at >= 0;
    }

    /// <summary>Takes a whole number of at most nine digits off the front.</summary>
    public static bool TryTakeInt(this ref ReadOnlySpan<byte> text, out int value)
    {
        var digits = 0;
        var number = 0;
        while (digits < text.Length && digits < 10 && IsDigit(text[digits]))
        {
            // Nine digits fit; with a tenth it is no number.
            number = digits < 9 ? (number * 10) + (text[digits] - '0') : 0;
            digits++;
        }

        value = digits < 10 ? number : 0;
        if (digits is 0 or 10)
        {
            return false;
        }

        text = text[digits..];
        return true;
    }

    /// <summary>The number that is the whole text, thousands separators allowed.</summary>
    public static long? ToNumber(this ReadOnlySpan<byte> text)
    {
        long value = 0;
        var digits = 0;
        foreach (var b in text.TrimBlanks())
        {
            if (IsDigit(b) && digits < 15)
            {
                value = (value * 10) + b - '0';
                digits++;
            }
            else if (b is not ((byte)',' or (byte)'_'))
            {
                return null;
            }
        }

        return digits == 0 ? null : value;
    }

    /// <summary>The number right before <paramref name="word"/>, as in <c>3 failed</c>; null where there is none.</summary>
    public static long? NumberBefore(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var from = 0;
        while (text[from..].IndexOf(word) is var at and >= 0)
        {
            var end = from + at;
            var head = text[..end].TrimEndBlanks();
            var start = head.Length;
            while (start > 0 && (IsDigit(head[start - 1]) || (head[start - 1] == ',' && start < head.Length)))
            {
                start--;
            }

            if (start < head.Length)
            {
                return head[start..].ToNumber();
            }

            from = end + word.Length;
        }

        return null;
    }

    /// <summary>The number behind <paramref name="label"/>, as in <c>Failures: 3</c>; null where there is none.</summary>
    public static long? NumberAfter(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        var at = text.IndexOf(label);
        if (at < 0)
        {
            return null;
        }

        var rest = text[(at + label.Length)..].TrimBlanks();
        var end = 0;
        while (end < rest.Length && (IsDigit(rest[end]) || (rest[end] == ',' && end + 1 < rest.Length && IsDigit(rest[end + 1]))))
        {
            end++;
        }

        return end == 0 ? null : rest[..end].ToNumber();
    }

    /// <summary>The first <paramref name="max"/> bytes, fewer where a character would be cut.</summary>
    public static ReadOnlySpan<byte> Cut(this ReadOnlySpan<byte> text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        text = text[..max];
        while (text.Length > 0 && (text[^1] & 0xC0) == 0x80 && max - text.Length < 4)
        {
            text = text[..^1];
        }

        return text.Length > 0 && text[^1] >= 0xC0 ? text[..^1] : text;
    }

    /// <summary>As a string of at most <paramref name="max"/> bytes; bytes that are no UTF-8 are read as Latin-1; control characters go.</summary>
    public static string Decode(this ReadOnlySpan<byte> text, int max = 2000)
    {
        text = text.Cut(max);
        var value = System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
        return ControlBytes.AnyInText(text) ? WithoutControls(value) : value;
    }

    private static string WithoutControls(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\t' or '\n' || !char.IsControl(c))
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }
}
