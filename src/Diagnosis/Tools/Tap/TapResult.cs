using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Tap;

/// <summary><c>ok 1 - title # SKIP reason</c>.</summary>
internal readonly ref struct TapResult
{
    public bool Passed { get; private init; }

    /// <summary>Marked TODO or SKIP: its result does not count.</summary>
    public bool Excused { get; private init; }

    public ReadOnlySpan<byte> Title { get; private init; }

    /// <param name="known">Whether the log has shown that it is TAP, so that a result without a number counts.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, bool known, out TapResult result)
    {
        result = default;
        var passed = !body.TryAfter("not ok"u8, out var text);
        if ((passed && !body.TryAfter("ok"u8, out text)) || (text.Length > 0 && !ByteText.IsBlank(text[0])))
        {
            return false;
        }

        text = text.TrimBlanks();
        var numbered = text.TryTakeInt(out _) && (text.IsEmpty || ByteText.IsBlank(text[0]));
        text = text.TrimBlanks();
        var dashed = text.TryAfter("- "u8, out var title);
        if (!numbered && !known && !dashed)
        {
            return false;
        }

        title = dashed ? title : text;
        var mark = title.IndexOf(" # "u8);
        var remark = mark >= 0 ? title[(mark + 3)..].TrimBlanks() : title.StartsWith("# "u8) ? title[2..].TrimBlanks() : default;
        title = mark >= 0 ? title[..mark] : title;
        result = new() { Passed = passed, Excused = remark.StartsWithFolded("skip"u8) || remark.StartsWithFolded("todo"u8), Title = title.TrimBlanks() };
        return true;
    }
}
