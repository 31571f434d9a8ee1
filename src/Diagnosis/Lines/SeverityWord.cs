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

    private static readonly (byte[] Word, FindingSeverity Severity)[][] ByLetter = [.. Enumerable.Range('a', 26).Select(letter => Array.FindAll(Words, w => w.Word[0] == letter))];

    /// <summary>Length of the severity word at the start of the text, or 0.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        foreach (var (word, _) in Candidates(text))
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
        foreach (var (word, severity) in Candidates(text))
        {
            if (text.StartsWithFolded(word))
            {
                return severity;
            }
        }

        return FindingSeverity.Error;
    }

    private static (byte[] Word, FindingSeverity Severity)[] Candidates(ReadOnlySpan<byte> text)
        => !text.IsEmpty && (uint)((text[0] | 0x20) - 'a') < 26 ? ByLetter[(text[0] | 0x20) - 'a'] : [];

    private static IEnumerable<(byte[], FindingSeverity)> Of(FindingSeverity severity, params string[] words)
        => words.Select(w => (System.Text.Encoding.ASCII.GetBytes(w), severity));
}
