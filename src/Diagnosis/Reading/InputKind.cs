using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Reading;

internal enum InputKind
{
    Text,
    Utf16LittleEndian,
    Utf16BigEndian,
    Zip,
    Gzip,
    Xml,
    Json,
}

/// <summary>Tells by the first bytes what an input is; names and extensions count nothing.</summary>
internal static class InputSniffer
{
    /// <summary>Bytes looked at.</summary>
    public const int HeadBytes = 8 * 1024;

    public static InputKind Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\x03\x04"u8))
        {
            return InputKind.Zip;
        }

        if (head.Length > 2 && head[0] == 0x1f && head[1] == 0x8b)
        {
            return InputKind.Gzip;
        }

        if (head.Length > 1 && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff)))
        {
            return head[0] == 0xff ? InputKind.Utf16LittleEndian : InputKind.Utf16BigEndian;
        }

        if (head.Length >= 64 && UnmarkedUtf16(head[..64]) is { } utf16)
        {
            return utf16;
        }

        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        head = head[head.CountLeading()..];
        return head.IsEmpty ? InputKind.Text : head[0] switch
        {
            (byte)'<' when LooksLikeXml(head) => InputKind.Xml,
            (byte)'{' or (byte)'[' when LooksLikeJson(head) => InputKind.Json,
            _ => InputKind.Text,
        };
    }

    private static int CountLeading(this ReadOnlySpan<byte> text)
    {
        var i = text.IndexOfAnyExcept(" \t\r\n"u8);
        return i < 0 ? text.Length : i;
    }

    private static bool LooksLikeXml(ReadOnlySpan<byte> head)
        => head.StartsWith("<?xml"u8) || head.StartsWith("<!DOCTYPE"u8) || head.StartsWith("<!--"u8)
            || (head.Length > 2 && ByteText.IsWord(head[1]) && head.IndexOf((byte)'>') is var close and > 0
                && (head[..close].Has("="u8) || head[close..].Has("<"u8) || head[close - 1] == '/'));

    private static bool LooksLikeJson(ReadOnlySpan<byte> head)
    {
        var rest = head[1..];
        rest = rest[rest.CountLeading()..];
        return !rest.IsEmpty && (head[0] == '{' ? rest[0] is (byte)'"' or (byte)'}' : rest[0] is (byte)'{' or (byte)'[' or (byte)']' or (byte)'"');
    }

    /// <summary>ASCII text in UTF-16 has a NUL in every second byte.</summary>
    private static InputKind? UnmarkedUtf16(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
        {
            even += i % 2 == 0 && head[i] == 0 ? 1 : 0;
            odd += i % 2 == 1 && head[i] == 0 ? 1 : 0;
        }

        return odd >= 24 && even == 0 ? InputKind.Utf16LittleEndian : even >= 24 && odd == 0 ? InputKind.Utf16BigEndian : null;
    }
}
