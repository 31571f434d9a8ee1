using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>The words tools use for how bad something is.</summary>
internal static class SeverityWord
{
    // Longer words first, so that "fatal error" is not read as "fatal".
    private static readonly (byte[] Word, FindingSeverity Severity)[] Words =
    [
        .. Of(FindingSeverity.Error, "fatal error", "internal error", "syntax error", "runtime error", "errors", "error", "err", "fatal", "critical", "severe", "failure", "blocker", "panic"),
        .. Of(FindingSeverity.Warning, "warning", "warn", "major", "minor", "serious", "remark", "deprecated", "caution"),
        .. Of(FindingSeverity.Info, "information", "informational", "info", "note", "notice", "hint", "help", "style", "convention", "refactor", "suggestion", "message", "trivial", "performance", "portability"),
    ];

    /// <summary>Length of the severity word at the start of the text, or 0.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (uint)((text[0] | 0x20) - 'a') >= 26)
        {
            return 0;
        }

        foreach (var (word, _) in Words)
        {
            if (text.StartsWithFolded(word) && (text.Length == word.Length || !ByteText.IsWord(text[word.Length])))
            {
                return word.Length;
            }
        }

        return 0;
    }

    public static FindingSeverity Of(ReadOnlySpan<byte> text)
    {
        foreach (var (word, severity) in Words)
        {
            if (text.StartsWithFolded(word))
            {
                return severity;
            }
        }

        return FindingSeverity.Error;
    }

    private static IEnumerable<(byte[], FindingSeverity)> Of(FindingSeverity severity, params string[] words)
        => words.Select(w => (System.Text.Encoding.ASCII.GetBytes(w), severity));
}
