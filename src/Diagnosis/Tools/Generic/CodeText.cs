using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>Finds a tool's own code at the start or the end of a message: <c>E302 …</c>, <c>[F401] …</c>, <c>no-undef: …</c>, <c>… [-Wfoo]</c>, <c>… (rule-name)</c>.</summary>
internal static class CodeText
{
    private const int MaxLength = 90;

    public static string? AtHead(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        if (text[0] is (byte)'[' or (byte)'(')
        {
            var close = text.IndexOf(text[0] == '[' ? (byte)']' : (byte)')');
            return close > 1 && IsName(text[1..close], needsMark: false) ? text[1..close].Decode() : null;
        }

        var end = 0;
        while (end < text.Length && (ByteText.IsWord(text[end]) || text[end] is (byte)'-' or (byte)'/' or (byte)'.' or (byte)'@' or (byte)'#'
            || (text[end] == ':' && end + 1 < text.Length && text[end + 1] == ':') || (text[end] == ':' && end > 0 && text[end - 1] == ':')))
        {
            end++;
        }

        var word = text[..end];
        var followed = end < text.Length ? text[end] : (byte)0;
        if (followed == '[' && end > 0 && text[end..].IndexOf((byte)']') is var length and > 1)
        {
            var inner = text[(end + 1)..(end + length)];
            return IsName(inner, needsMark: true) ? inner.Decode() : null;
        }

        if (followed == ' ' || followed == ':')
        {
            return IsNumbered(word) || (followed == ':' && IsName(word, needsMark: true)) ? word.Decode() : null;
        }

        return null;
    }

    public static string? AtTail(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || text[^1] is not ((byte)']' or (byte)')'))
        {
            return null;
        }

        var open = text.LastIndexOf(text[^1] == ']' ? (byte)'[' : (byte)'(');
        var inner = open > 0 && text[open - 1] == ' ' ? text[(open + 1)..^1] : default;
        return !inner.IsEmpty && IsName(inner, needsMark: text[^1] == ')') ? inner.Decode() : null;
    }

    /// <summary>A first word that can only be a rule: lower case with dashes, as in <c>oas3-schema "text"</c>.</summary>
    public static string? RuleAtHead(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        var word = blank > 3 ? text[..blank] : default;
        return word.IndexOf((byte)'-') > 1 && word[^1] != '-' && word.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-/@_."u8) < 0 ? word.Decode(MaxLength) : null;
    }

    /// <summary>What stands before a place and is no word of prose: <c>WIDTH</c> of <c>%Warning-WIDTH:</c>, <c>Extension(F2018):</c>.</summary>
    public static string? OfLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is < 3 or > MaxLength || label.IndexOfAny(" :=[]'\""u8) >= 0)
        {
            return null;
        }

        var qualified = label[^1] == ')' && label.IndexOf((byte)'(') > 0;
        return qualified || IsNumbered(label) || label.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8) < 0 ? label.Decode() : null;
    }

    /// <summary>Linters in the tradition of pycodestyle put the severity into the first letter.</summary>
    public static FindingSeverity? SeverityOf(string code) => code.Length is >= 4 and <= 6 && code.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
        ? code[0] switch { 'E' or 'F' => FindingSeverity.Error, 'W' => FindingSeverity.Warning, 'C' or 'R' or 'I' or 'N' or 'D' or 'H' or 'B' or 'S' => FindingSeverity.Warning, _ => null }
        : null;

    /// <summary>Letters, then at least two digits: <c>E302</c>, <c>CS0246</c>, <c>SC2086</c>, <c>PLW-05004</c>.</summary>
    public static bool IsNumbered(ReadOnlySpan<byte> word)
    {
        var letters = 0;
        while (letters < word.Length && (uint)((word[letters] | 0x20) - 'a') < 26)
        {
            letters++;
        }

        var digits = word[letters..];
        digits = digits.StartsWith("-"u8) ? digits[1..] : digits;
        return letters is > 0 and <= 10 && digits.Length is >= 2 and <= 6 && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>A rule's name; with <paramref name="needsMark"/> only where it cannot be a common word: it has a dash, a slash, an underscore or an inner capital.</summary>
    private static bool IsName(ReadOnlySpan<byte> word, bool needsMark)
    {
        if (word.Length is < 2 or > MaxLength || word.IndexOf((byte)' ') >= 0 || !(ByteText.IsWord(word[0]) || word[0] is (byte)'-' or (byte)'@') || word.IndexOfAny("'\"`=<>,;"u8) >= 0)
        {
            return word.StartsWith("-Werror="u8);
        }

        if (word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return false;
        }

        if (!needsMark || IsNumbered(word))
        {
            return true;
        }

        for (var i = 1; i < word.Length; i++)
        {
            if (word[i] is (byte)'-' or (byte)'/' or (byte)'_' || (word[i] is >= (byte)'A' and <= (byte)'Z' && word[i - 1] is >= (byte)'a' and <= (byte)'z'))
            {
                return true;
            }
        }

        return false;
    }
}
