using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Eslint;

/// <summary><c>  3:10  error  message  rule</c>, or <c>✖  3:10  message  rule</c> of the pretty format; columns are two blanks or more apart.</summary>
internal ref struct StylishRow
{
    public int Line { get; private set; }

    public int Column { get; private set; }

    public bool IsError { get; private set; }

    public ReadOnlySpan<byte> Message { get; private set; }

    public ReadOnlySpan<byte> Rule { get; private set; }

    public static bool TryParse(in LogLine line, out StylishRow row)
    {
        row = default;
        var text = line.Body;
        var marked = TryMark(ref text, out var isError);
        row.IsError = isError;
        if (!text.TryTakeInt(out var number) || !text.TryAfter(":"u8, out text) || !text.TryTakeInt(out var column) || !text.StartsWith(" "u8))
        {
            return false;
        }

        text = text.TrimBlanks();
        if (!marked)
        {
            row.IsError = text.StartsWith("error "u8);
            if (!row.IsError && !text.StartsWith("warning "u8))
            {
                return false;
            }

            text = text[(row.IsError ? 6 : 8)..].TrimBlanks();
        }

        (row.Line, row.Column) = (number, column);
        var gap = text.LastIndexOf("  "u8);
        var rule = gap > 0 ? text[(gap + 2)..] : default;
        var named = !rule.IsEmpty && rule.IndexOf((byte)' ') < 0;
        row.Rule = named ? rule : default;
        row.Message = named ? text[..gap].TrimEndBlanks() : text;

        // Spectral puts its rule before the text and the path within the document behind it.
        if (Generic.CodeText.RuleAtHead(row.Message) is { } first && row.Message[first.Length..] is { Length: > 6 } behind && behind.StartsWith("  "u8))
        {
            row.Rule = row.Message[..first.Length];
            row.Message = behind.TrimBlanks();
        }
        return !row.Message.IsEmpty;
    }

    /// <summary>The sign in front of a row of the pretty format; consoles without Unicode get the second of each pair.</summary>
    private static bool TryMark(ref ReadOnlySpan<byte> text, out bool isError)
    {
        isError = text.TryAfter("✖ "u8, out var rest) || text.TryAfter("× "u8, out rest);
        if (!isError && !text.TryAfter("⚠ "u8, out rest) && !text.TryAfter("‼ "u8, out rest))
        {
            return false;
        }

        text = rest.TrimBlanks();
        return true;
    }
}
