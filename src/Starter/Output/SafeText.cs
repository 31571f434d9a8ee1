using System.Text;

namespace BackgroundAgent.Starter.Output;

/// <summary>
/// Makes text from logs, agents and repositories fit for a terminal: such text is untrusted and may hold escape sequences that
/// recolour, move or retitle it.
/// </summary>
internal static class SafeText
{
    private const char Replacement = '\uFFFD';

    /// <summary>One line: line ends and tabs become blanks, other control characters become U+FFFD.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>As <see cref="Line"/>, cut to a number of characters with an ellipsis.</summary>
    public static string Cut(string text, int limit)
    {
        var line = Line(text);
        return line.Length <= limit ? line : string.Concat(line.AsSpan(0, Math.Max(0, limit - 1)), "…");
    }

    /// <summary>Many lines: line ends and tabs stay.</summary>
    public static string Block(string text) => Clean(text, keepLines: true);

    private static string Clean(string text, bool keepLines)
    {
        var at = 0;
        while (at < text.Length && !IsUnsafe(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length).Append(text, 0, at);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            clean.Append(!IsUnsafe(c) || (keepLines && c is '\n' or '\t') ? c : c is '\n' or '\r' or '\t' ? ' ' : Replacement);
        }

        return clean.ToString();
    }

    // Control characters, and the directional overrides that show text in another order than it is read.
    private static bool IsUnsafe(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
