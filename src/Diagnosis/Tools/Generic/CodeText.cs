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
            return InBrackets(text);
        }

        if (NumberLength(text) is var digits and > 0)
        {
            return text[(text[0] == '#' ? 1 : 0)..digits].Decode();
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
            // "B602[bandit]", "yaml[trailing-spaces]": the whole is the rule's name.
            var inner = text[(end + 1)..(end + length)];
            var whole = text[..(end + length + 1)];
            return IsNumbered(word) ? word.Decode() : IsName(inner, needsMark: !text[whole.Length..].StartsWith(":"u8)) ? whole.Decode() : null;
        }

        if (followed == ':' || followed == ' ')
        {
            var name = word.TrimEnd(":"u8);
            var isCode = IsNumbered(name) || (followed == ':' ? IsDotted(name) || IsName(name, needsMark: true) : IsCamel(name) || (IsDotted(name) && IsLower(name)));
            return isCode ? name.Decode() : null;
        }

        return followed == '(' && IsName(word, needsMark: false) ? InCall(word, text[end..]) : null;
    }

    /// <summary><c>[rule]</c>, <c>(rule)</c>, <c>[E0602(undefined-variable), scope]</c>, <c>[VRFC 10-2989]</c>.</summary>
    private static string? InBrackets(ReadOnlySpan<byte> text)
    {
        var close = text.IndexOf(text[0] == '[' ? (byte)']' : (byte)')');
        var inner = close > 1 ? text[1..close] : default;
        if (inner.IsEmpty)
        {
            return null;
        }

        if (inner.TryCut("("u8, out var numbered, out _) && IsNumbered(numbered))
        {
            return numbered.Decode();
        }

        if (inner.TryCut(" "u8, out var family, out var number) && family.IndexOfAnyExceptInRange((byte)'A', (byte)'z') < 0 && number.Length is > 1 and < 12
            && number.IndexOfAnyExcept("0123456789-"u8) < 0)
        {
            return inner.Decode();
        }

        // "[file:12]" is a place.
        var place = inner.LastIndexOf((byte)':') is var colon and > 0 && colon + 1 < inner.Length && ByteText.IsDigit(inner[colon + 1]);
        return !place && IsName(inner, needsMark: false) ? inner.Decode() : null;
    }

    /// <summary>The rule of a plugin: <c>eslint(no-undef): text</c>.</summary>
    private static string? InCall(ReadOnlySpan<byte> plugin, ReadOnlySpan<byte> text)
    {
        var close = text.IndexOf((byte)')');
        return close > 2 && text[(close + 1)..].StartsWith(":"u8) && IsName(text[1..close], needsMark: true) && plugin.IndexOfAnyInRange((byte)'0', (byte)'9') < 0
            ? text[1..close].Decode()
            : null;
    }

    /// <summary>Length of a number that stands for a message: <c>#177-D:</c>, <c>1506-045 (S)</c>, <c>20.1:</c> is none.</summary>
    public static int NumberLength(ReadOnlySpan<byte> text, bool bare = false)
    {
        var hash = text[0] == '#' ? 1 : 0;
        var end = hash;
        while (end < text.Length && ByteText.IsDigit(text[end]))
        {
            end++;
        }

        var digits = end - hash;
        if (digits is < 1 or > 6)
        {
            return 0;
        }

        var family = end + 3 < text.Length && digits == 4 && text[end] == '-' && ByteText.IsDigit(text[end + 1]) && ByteText.IsDigit(text[end + 2]) && ByteText.IsDigit(text[end + 3]);
        var letter = end + 1 < text.Length && text[end] == '-' && text[end + 1] is >= (byte)'A' and <= (byte)'Z';
        end += family ? 4 : letter ? 2 : 0;
        var ends = end < text.Length && text[end] is (byte)':' or (byte)' ';
        return family && ends ? end : (hash > 0 || bare) && ends && text[end] == ':' ? end : 0;
    }

    /// <summary>Parts joined by dots that no file or sentence has: three or more (<c>typography.symbols.ellipsis</c>), or two with capitals (<c>Vale.Spelling</c>).</summary>
    private static bool IsDotted(ReadOnlySpan<byte> word)
    {
        var first = word.IndexOf((byte)'.');
        if (first < 2 || word.Length > MaxLength || word[^1] == '.' || word.IndexOfAny("/:@#"u8) >= 0 || word.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        var second = word[(first + 1)..];
        return second.IndexOf((byte)'.') is > 1 and var at ? at + 1 < second.Length : second[0] is >= (byte)'A' and <= (byte)'Z' && word.IndexOf((byte)'_') < 0;
    }

    private static bool IsLower(ReadOnlySpan<byte> word) => word.IndexOfAnyInRange((byte)'A', (byte)'Z') < 0;

    /// <summary>A first word of at least two capitalised parts, as rules are named: <c>UnusedFormalParameter</c>.</summary>
    private static bool IsCamel(ReadOnlySpan<byte> word)
    {
        if (word.Length < 8 || word[0] is < (byte)'A' or > (byte)'Z' || word.IndexOfAny("._-/:#@"u8) >= 0)
        {
            return false;
        }

        var parts = 0;
        for (var i = 1; i < word.Length; i++)
        {
            parts += word[i] is >= (byte)'A' and <= (byte)'Z' && word[i - 1] is >= (byte)'a' and <= (byte)'z' ? 1 : 0;
        }

        return parts >= 2;
    }

    public static string? AtTail(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || text[^1] is not ((byte)']' or (byte)')'))
        {
            return null;
        }

        var open = text.LastIndexOf(text[^1] == ']' ? (byte)'[' : (byte)'(');
        var inner = open > 0 && text[open - 1] == ' ' ? text[(open + 1)..^1] : default;
        if (text[^1] == ']' && !inner.IsEmpty && inner.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            // "text  [legal/copyright] [5]": how sure the linter is.
            return AtTail(text[..open].TrimEndBlanks());
        }

        // "[120/80]" and "[Expected: 2; Actual: 3]" are measures.
        var named = !inner.IsEmpty && inner.IndexOfAnyInRange((byte)'A', (byte)'z') >= 0 && (text[^1] == ')' || inner.IndexOf((byte)':') < 0 || inner.Has("::"u8));
        return named && (IsName(inner, needsMark: text[^1] == ')') || (text[^1] == ')' && IsScoped(inner))) ? inner.Decode() : null;
    }

    /// <summary><c>standard:indent</c>: a rule of a set.</summary>
    private static bool IsScoped(ReadOnlySpan<byte> word)
        => word.Length < MaxLength && word.IndexOf((byte)':') > 1 && word[^1] != ':' && word.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-:_"u8) < 0;

    /// <summary>A first word that can only be a rule: lower case with dashes, as in <c>oas3-schema "text"</c>.</summary>
    public static string? RuleAtHead(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        var word = blank > 3 ? text[..blank] : default;
        return word.IndexOf((byte)'-') > 1 && word[^1] != '-' && word.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-/@_."u8) < 0 ? word.Decode(MaxLength) : null;
    }

    /// <summary><c>[206] text</c>, which elsewhere may be an index or a status.</summary>
    public static string? NumberInBrackets(ReadOnlySpan<byte> text)
    {
        var close = text.StartsWith("["u8) ? text.IndexOf((byte)']') : -1;
        return close is >= 4 and <= 6 && text[1..close].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && text[(close + 1)..].StartsWith(" "u8) ? text[1..close].Decode() : null;
    }

    /// <summary>A text that is nothing but a rule: <c>setup-not-quiet</c>.</summary>
    public static bool IsOnlyRule(ReadOnlySpan<byte> text)
        => text.Length is > 6 and < MaxLength && text.IndexOf((byte)'-') > 1 && text[^1] != '-' && text.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"u8) < 0;

    /// <summary>The last of several columns that dashes or dots part: <c>text - unused_import</c>, <c>text • unused_import</c>.</summary>
    public static string? AfterDash(ReadOnlySpan<byte> text)
    {
        var word = text[(text.LastIndexOf((byte)' ') + 1)..];
        var before = text[..^word.Length].TrimEndBlanks();
        return word.Length is > 3 and < MaxLength && (before.EndsWith(" -"u8) || before.EndsWith(" •"u8)) && word.IndexOfAny((byte)'_', (byte)'-') > 0
            && word.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_-"u8) < 0 ? word.Decode() : null;
    }

    /// <summary>What stands before a place and is no word of prose: <c>WIDTH</c> of <c>%Warning-WIDTH:</c>, <c>Extension(F2018):</c>.</summary>
    public static string? OfLabel(ReadOnlySpan<byte> label)
    {
        // "Error: (vlog-2730) file", "Error (10161): text at file"; "(suppressible)" is none.
        if (label.Length > 3 && label[0] is (byte)'(' or (byte)'[' && label[1..].IndexOfAny((byte)')', (byte)']') is var close and > 2)
        {
            var inner = label.Slice(1, close);
            return inner.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 && inner.IndexOfAny(" /.:"u8) < 0 ? inner.Decode() : null;
        }

        if (label.Length is < 3 or > MaxLength || label.IndexOfAny(" :=[]'\""u8) >= 0)
        {
            return null;
        }

        var qualified = label[^1] == ')' && label.IndexOf((byte)'(') > 0;
        return qualified || IsNumbered(label) || (label.IndexOfAny("./\\-"u8) < 0 && label[0] is >= (byte)'A' and <= (byte)'Z' && IsName(label, needsMark: true)) || label.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8) < 0 ? label.Decode() : null;
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
