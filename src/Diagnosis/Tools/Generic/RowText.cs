using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// A problem told without its file, which stands in a line above: <c>3:10  warning  text  rule</c>, <c>W: 25, 100: text (Rule)</c>, <c>Line 5: W text</c>,
/// <c>line 5 column 3 - Warning: text</c>, <c>L:   1 | P:   1 | LT01 | text</c>.
/// </summary>
internal ref struct RowText
{
    public int Line { get; private set; }

    public int? Column { get; private set; }

    public FindingSeverity? Severity { get; private set; }

    public string? Code { get; private set; }

    public ReadOnlySpan<byte> Message { get; private set; }

    /// <summary>Told in words, so that it cannot be a time or a ratio.</summary>
    public bool ByWord { get; private set; }

    /// <summary>In the form <c>W: 12, 5: text</c>, which nothing else has.</summary>
    public bool ByLetter { get; private set; }

    public static bool TryParse(ReadOnlySpan<byte> body, out RowText row)
    {
        row = default;
        if (body.Length < 6 || !row.TryPlace(body, out var left))
        {
            return false;
        }

        row.TakeText(body[^left..]);
        return row.Message.Length >= 3;
    }

    /// <param name="text">The row.</param>
    /// <param name="left">Bytes behind the place.</param>
    private bool TryPlace(ReadOnlySpan<byte> text, out int left)
    {
        var found = TryAnyPlace(ref text);
        left = text.Length;
        return found;
    }

    private bool TryAnyPlace(scoped ref ReadOnlySpan<byte> text)
    {
        // CoffeeLint: "✗ #12: text".
        if ((text.TryAfter("✗ #"u8, out var numbered) || text.TryAfter("⚡ #"u8, out numbered)) && numbered.TryTakeInt(out var at) && numbered.StartsWith(": "u8))
        {
            (Line, Severity) = (at, text[0] == 0xE2 && text[1] == 0x9A ? FindingSeverity.Warning : FindingSeverity.Error);
            text = numbered;
            return at > 0;
        }

        var first = text[0];
        if (ByteText.IsDigit(first))
        {
            return (TryPair(ref text, ":"u8) && text.Length > 1 && (ByteText.IsBlank(text[0]) || text[0] == ':')) || TryBar(ref text);
        }

        if (first is (byte)'[' or (byte)'(')
        {
            text = text[1..];
            return (TryPair(ref text, ":"u8) || TryPair(ref text, ","u8)) && text.Length > 1 && text[0] == (first == '[' ? ']' : ')');
        }

        if (text.StartsWithFolded("line"u8) || text.StartsWith("L"u8))
        {
            return TryWords(ref text);
        }

        if (text[1] == ':' && text[2] == ' ' && LetterSeverity(first) is { } severity)
        {
            Severity = severity;
            text = text[3..].TrimBlanks();
            ByLetter = TryPair(ref text, ","u8) && text.StartsWith(":"u8);
            return ByLetter;
        }

        return false;
    }

    /// <summary><c>12:3</c> and <c>12:3-12:9</c>; blanks may follow the separator.</summary>
    private bool TryPair(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        var rest = text;
        if (!rest.TryTakeInt(out var line) || !rest.TryAfter(separator, out rest))
        {
            return false;
        }

        rest = rest[rest.CountLeadingBlanks()..];
        if (!rest.TryTakeInt(out var column))
        {
            return false;
        }

        if (rest.Length > 2 && rest[0] == '-' && ByteText.IsDigit(rest[1]))
        {
            var end = rest[1..].IndexOfAnyExcept("0123456789:"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        (Line, Column) = (line, column);
        text = rest;
        return true;
    }

    /// <summary>A row of a table whose second column is a severity: <c>12 | ERROR | text</c>.</summary>
    private bool TryBar(scoped ref ReadOnlySpan<byte> text)
    {
        var rest = text;
        if (!rest.TryTakeInt(out var line) || line == 0 || rest.TrimBlanks() is not { Length: > 4 } bar || bar[0] != '|' || SeverityWord.LengthAt(bar[1..].TrimBlanks()) == 0)
        {
            return false;
        }

        Line = line;
        text = rest;
        return true;
    }

    /// <summary><c>Line 5, Column 3: text</c>, <c>line 5 col 3 - text</c>, <c>L5:3 text</c>, <c>L:   1 | P:   1 | text</c>.</summary>
    private bool TryWords(scoped ref ReadOnlySpan<byte> text)
    {
        var spelled = text.StartsWithFolded("line"u8);
        var rest = text[(spelled ? 4 : 1)..].TrimStart(" :"u8);
        if (!rest.TryTakeInt(out var line) || line == 0 || rest.IsEmpty || !(ByteText.IsBlank(rest[0]) || rest[0] is (byte)',' or (byte)':' or (byte)';' or (byte)'-'))
        {
            return false;
        }

        (Line, ByWord) = (line, spelled);
        text = rest;
        var after = rest.TrimStart(" ,:;|(/"u8);
        foreach (var name in (ReadOnlySpan<string>)["column", "col.", "col", "char", "p", "c"])
        {
            var label = System.Text.Encoding.ASCII.GetBytes(name);
            if (after.StartsWithFolded(label) && after.Length > label.Length && !ByteText.IsWord(after[label.Length]))
            {
                var number = after[label.Length..].TrimStart(" :"u8);
                if (number.TryTakeInt(out var column))
                {
                    Column = column;
                    // "(C 5-9)" is a range of columns.
                    text = number.StartsWith("-"u8) && number.IndexOf((byte)')') is var close and > 0 and < 8 ? number[close..] : number;
                    return true;
                }
            }
        }

        if (!spelled && after.TryTakeInt(out var bare))
        {
            Column = bare;
            text = after;
        }

        return spelled || Column is not null;
    }

    private void TakeText(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t:,;|-)]"u8);
        text = TakeGlyph(text).TrimStart(" \t|"u8);
        var length = SeverityWord.LengthAt(text);
        if (length > 0 && length < text.Length && text[length] is (byte)' ' or (byte)':' or (byte)'|' or (byte)',' or (byte)'\t')
        {
            Severity = SeverityWord.Of(text);
            text = text[length..].TrimStart(" \t:|,-"u8);
            text = text.TryAfter("[x] "u8, out var open) || text.TryAfter("[ ] "u8, out open) ? open : text;
        }
        else if (text.Length > 3 && text[1] is (byte)' ' or (byte)':' && LetterSeverity(text[0]) is { } letter)
        {
            Severity = letter;
            text = text[2..].TrimBlanks();
        }

        var gap = text.LastIndexOf("  "u8);
        var last = gap > 0 ? text[(gap + 2)..].TrimBlanks() : default;
        if (!last.IsEmpty && last.Length < 80 && last.IndexOf((byte)' ') < 0 && ByteText.IsWord(last[^1]))
        {
            Code = last.Decode();
            Message = text[..gap].TrimEndBlanks();
            return;
        }

        Code = CodeText.AtHead(text) ?? CodeText.AtTail(text) ?? CodeText.RuleAtHead(text);
        Severity ??= Code is null ? null : CodeText.SeverityOf(Code);
        Message = text;
    }

    private ReadOnlySpan<byte> TakeGlyph(ReadOnlySpan<byte> text)
    {
        // All of them are beyond ASCII.
        if (text.IsEmpty || text[0] < 0x80)
        {
            return text;
        }

        foreach (var glyph in (ReadOnlySpan<string>)["✖", "✘", "✗", "×", "❌", "⚠", "‼", "ℹ", "●"])
        {
            if (text.TryAfter(System.Text.Encoding.UTF8.GetBytes(glyph), out var rest))
            {
                Severity = glyph switch { "⚠" or "‼" or "●" => FindingSeverity.Warning, "ℹ" => FindingSeverity.Info, _ => FindingSeverity.Error };
                return rest;
            }
        }

        return text;
    }

    private static FindingSeverity? LetterSeverity(byte letter) => letter switch
    {
        (byte)'E' or (byte)'F' => FindingSeverity.Error,
        (byte)'W' => FindingSeverity.Warning,
        (byte)'C' or (byte)'R' or (byte)'N' or (byte)'I' => FindingSeverity.Info,
        _ => null,
    };
}
