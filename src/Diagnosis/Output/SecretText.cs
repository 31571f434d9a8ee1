using System.Buffers;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>
/// Takes secrets out of text by their public shapes: token prefixes that vendors document, user and password in URLs, values behind
/// words such as <c>password=</c>, and private keys.
/// </summary>
internal static class SecretText
{
    public const string Mask = "***";

    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        [.. TokenPrefixes, "://", "PRIVATE KEY", "password", "passwd", "secret", "token", "api_key", "apikey", "authorization", "bearer"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Labels = ["password", "passwd", "secret", "token", "api_key", "apikey", "bearer", "authorization"];

    private static string[] TokenPrefixes =>
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "xoxb-", "xoxp-", "npm_", "pypi-", "eyJ", "sk-", "sk_live_", "dckr_pat_", "nuget_", "AIza"];

    public static string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspicious))
        {
            return text;
        }

        var marks = new bool[text.Length];
        foreach (var prefix in TokenPrefixes)
        {
            MarkTokens(text, prefix, marks);
        }

        MarkUserInfo(text, marks);
        foreach (var label in Labels)
        {
            MarkValues(text, label, marks);
        }

        MarkKeys(text, marks);
        return Apply(text, marks);
    }

    private static void MarkTokens(string text, string prefix, bool[] marks)
    {
        for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at + 1, StringComparison.Ordinal))
        {
            var end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
            {
                end++;
            }

            var starts = at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]);
            if (starts && end - at >= 20)
            {
                marks.AsSpan(at, end - at).Fill(true);
            }
        }
    }

    private static void MarkUserInfo(string text, bool[] marks)
    {
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at + 3, StringComparison.Ordinal))
        {
            var end = at + 3;
            while (end < text.Length && text[end] is > ' ' and not '/' and not '@' and not '"' and not '\'')
            {
                end++;
            }

            if (end < text.Length && text[end] == '@' && end > at + 3)
            {
                marks.AsSpan(at + 3, end - at - 3).Fill(true);
            }
        }
    }

    private static void MarkValues(string text, string label, bool[] marks)
    {
        for (var at = Find(text, label, 0); at >= 0; at = Find(text, label, at + 1))
        {
            var i = at + label.Length;
            while (i < text.Length && text[i] is '"' or '\'')
            {
                i++;
            }

            var separated = i < text.Length && (text[i] is '=' or ':' || (label == "bearer" && text[i] == ' '));
            i++;
            while (separated && i < text.Length && text[i] is ' ' or '"' or '\'')
            {
                i++;
            }

            var end = i;
            while (separated && end < text.Length && text[end] is > ' ' and not '"' and not '\'' and not ',' and not ';' and not ')')
            {
                end++;
            }

            if (end - i >= 6)
            {
                marks.AsSpan(i, end - i).Fill(true);
            }
        }
    }

    private static int Find(string text, string label, int from)
        => from >= text.Length ? -1 : text.IndexOf(label, from, StringComparison.OrdinalIgnoreCase);

    private static void MarkKeys(string text, bool[] marks)
    {
        var at = text.IndexOf("PRIVATE KEY-----", StringComparison.Ordinal);
        if (at >= 0)
        {
            var end = text.IndexOf("-----END", at, StringComparison.Ordinal);
            var from = at + 16;
            marks.AsSpan(from, (end < 0 ? text.Length : end) - from).Fill(true);
        }
    }

    private static string Apply(string text, bool[] marks)
    {
        if (Array.IndexOf(marks, true) < 0)
        {
            return text;
        }

        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!marks[i])
            {
                result.Append(text[i]);
            }
            else if (i == 0 || !marks[i - 1])
            {
                result.Append(Mask);
            }
        }

        return result.ToString();
    }
}
