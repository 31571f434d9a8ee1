using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Eslint;

/// <summary><c>  3:10  error  message  rule</c>; columns are two blanks or more apart.</summary>
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
        if (!text.TryTakeInt(out var number) || !text.TryAfter(":"u8, out text) || !text.TryTakeInt(out var column) || !text.StartsWith(" "u8))
        {
            return false;
        }

        text = text.TrimBlanks();
        row.IsError = text.StartsWith("error "u8);
        if (!row.IsError && !text.StartsWith("warning "u8))
        {
            return false;
        }

        text = text[(row.IsError ? 6 : 8)..].TrimBlanks();
        (row.Line, row.Column) = (number, column);
        var gap = text.LastIndexOf("  "u8);
        var rule = gap > 0 ? text[(gap + 2)..] : default;
        var named = !rule.IsEmpty && rule.IndexOf((byte)' ') < 0;
        row.Rule = named ? rule : default;
        row.Message = named ? text[..gap].TrimEndBlanks() : text;
        return !row.Message.IsEmpty;
    }
}
