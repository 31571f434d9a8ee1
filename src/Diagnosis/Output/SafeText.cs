using System.Globalization;
using System.Text;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>Makes untrusted text harmless inside Markdown: nothing in it can end its fence, hide, or reorder what is read.</summary>
internal static class SafeText
{
    /// <summary>Without control, format (zero width, direction) and private characters; line ends and tabs stay.</summary>
    public static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse))
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    public static string Code(string text) => "`" + Clean(text).ReplaceLineEndings(" ").Replace('`', '\'') + "`";

    /// <summary>A fence longer than any run of back-ticks within.</summary>
    public static string Fence(string text)
    {
        text = Clean(text);
        int longest = 0, run = 0;
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', Math.Max(3, longest + 1));
        return $"{fence}text\n{text}\n{fence}\n";
    }
}
