using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>The words tools use for how bad something is.</summary>
internal static class SeverityWord
{
    // Longer words first, so that "fatal error" is not read as "fatal".
    private static readonly Word[] Words =
    [
        .. Of(FindingSeverity.Warning, "critical warning"),
        .. Of(FindingSeverity.Error, "fatal error", "internal error", "syntax error", "runtime error", "errors", "error", "err", "fatal", "critical", "severe", "failure", "blocker", "panic", "emerg", "alert", "crit"),
        .. Of(FindingSeverity.Warning, "warning", "warn", "major", "minor", "serious", "remark", "deprecated", "caution"),
        .. Of(FindingSeverity.Info, "information", "informational", "info", "note", "notice", "hint", "help", "style", "convention", "refactor", "suggestion", "message", "trivial", "performance", "portability"),
    ];

    private static readonly Word[][] ByLetter = WordsByLetter();

    /// <summary>Length of the severity word at the start of the text, or 0.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        foreach (var candidate in Candidates(text))
        {
            var word = candidate.Text;
            if (text.StartsWithFolded(word) && (text.Length == word.Length || !ByteText.IsWord(text[word.Length])))
            {
                return word.Length;
            }
        }

        return 0;
    }

    public static FindingSeverity Of(ReadOnlySpan<byte> text)
    {
        foreach (var candidate in Candidates(text))
        {
            if (text.StartsWithFolded(candidate.Text))
            {
                return candidate.Severity;
            }
        }

        return FindingSeverity.Error;
    }

    private static Word[] Candidates(ReadOnlySpan<byte> text)
        => !text.IsEmpty && (uint)((text[0] | 0x20) - 'a') < 26 ? ByLetter[(text[0] | 0x20) - 'a'] : [];

    private static Word[][] WordsByLetter()
    {
        var result = new Word[26][];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Array.FindAll(Words, word => word.Text[0] == 'a' + i);
        }

        return result;
    }

    private static Word[] Of(FindingSeverity severity, params string[] words)
        => Array.ConvertAll(words, word => new Word(System.Text.Encoding.ASCII.GetBytes(word), severity));

    private sealed record Word(byte[] Text, FindingSeverity Severity);
}
