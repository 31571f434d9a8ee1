namespace BackgroundAgent.Contracts.Secrets;

/// <summary>
/// The forms that logs hold most, found without an expression: making the first expression of a process costs more time than reading a log of many megabytes.
/// Each finds what the expression of the pattern finds.
/// </summary>
internal static class ScannedForms
{
    private static readonly string[] Names =
        ["password", "passwd", "secret", "token", "apikey", "api_key", "accesskey", "access_key", "privatekey", "private_key"];

    private static readonly string[] QuotedNames = ["password", "passwd", "passphrase", "pwd", "secret", "token", "credentials", "credential", .. Keys];

    private static IEnumerable<string> Keys
        => new[] { "api", "access", "private", "auth", "signing", "encryption" }.SelectMany(what => new[] { what + "key", what + "_key", what + "-key" });

    /// <summary>The first value behind a telling name from the position on; see <see cref="SecretPatterns.Loose"/>.</summary>
    public static (int Index, int Length)? NamedValue(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (NameAt(text, i, Names) is var length and > 0 && ValueBehind(text, i + length) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The first quoted value that a telling name is given; see <see cref="SecretPatterns.Assigned"/>.</summary>
    public static (int Index, int Length)? AssignedValue(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (NameAt(text, i, QuotedNames) is var length and > 0 && QuotedBehind(text, i + length) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The password in a URL, <c>scheme://user:password@host</c>.</summary>
    public static (int Index, int Length)? UrlPassword(string text, int from)
    {
        for (var at = UserInfoAt(text, from); at >= 0; at = UserInfoAt(text, at))
        {
            var colon = at;
            while (colon < text.Length && colon - at <= 100 && IsUserInfo(text[colon]) && text[colon] != ':')
            {
                colon++;
            }

            if (colon < text.Length && text[colon] == ':' && colon - at <= 100 && HasScheme(text, at - 3) && Value(text, colon + 1, 4, colons: true) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A token where a URL has its user, <c>scheme://token@host</c>.</summary>
    public static (int Index, int Length)? UrlUser(string text, int from)
    {
        for (var at = UserInfoAt(text, from); at >= 0; at = UserInfoAt(text, at))
        {
            if (Value(text, at, 16, colons: false) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Behind the next <c>://</c>, or -1.</summary>
    private static int UserInfoAt(string text, int from)
        => text.IndexOf("://", Math.Min(from, text.Length), StringComparison.Ordinal) is var at and >= 0 ? at + 3 : -1;

    /// <summary>A word of two characters at least that begins with a letter ends at the position.</summary>
    private static bool HasScheme(string text, int end)
    {
        for (var i = end - 2; i >= 0 && end - i <= 21 && IsScheme(text[i]) && IsScheme(text[i + 1]); i--)
        {
            if (char.IsAsciiLetter(text[i]) && (i == 0 || char.IsLetterOrDigit(text[i - 1]) == false && text[i - 1] != '_'))
            {
                return true;
            }
        }

        return false;
    }

    private static (int Index, int Length)? Value(string text, int from, int min, bool colons)
    {
        var end = from;
        while (end < text.Length && end - from <= 200 && IsUserInfo(text[end]) && text[end] != '$' && (colons || text[end] != ':'))
        {
            end++;
        }

        var ends = end + 1 < text.Length && text[end] == '@' && (char.IsAsciiLetterOrDigit(text[end + 1]) || text[end + 1] == '[');
        return ends && end - from >= min && end - from <= 200 ? (from, end - from) : null;
    }

    /// <summary>The rest of a name and the quote that ends it.</summary>
    private static int SkipName(string text, int at)
    {
        var i = at;
        while (i < text.Length && i - at < 20 && IsName(text[i]))
        {
            i++;
        }

        return i + (i < text.Length && text[i] is '"' or '\'' ? 1 : 0);
    }

    private static (int Index, int Length)? QuotedBehind(string text, int at)
    {
        var i = SkipBlanks(text, SkipName(text, at), 8);
        if (i + 1 >= text.Length || text[i] is not ('=' or ':'))
        {
            return null;
        }

        i += (text[i], text[i + 1]) is ('=', '>') or (':', '=') ? 2 : 1;
        i = SkipBlanks(text, i, 8);
        if (i >= text.Length || text[i] is not ('"' or '\''))
        {
            return null;
        }

        var end = ++i;
        while (end < text.Length && end - i <= 200 && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\''))
        {
            end++;
        }

        return end - i is >= 12 and <= 200 && end < text.Length && text[end] is '"' or '\'' ? (i, end - i) : null;
    }

    private static (int Index, int Length)? ValueBehind(string text, int at)
    {
        var i = SkipBlanks(text, SkipName(text, at), 2);
        if (i >= text.Length || text[i] is not ('=' or ':'))
        {
            return null;
        }

        i = SkipBlanks(text, i + 1, 2);
        i += i < text.Length && text[i] is '"' or '\'' ? 1 : 0;
        var end = i;
        while (end < text.Length && end - i < 200 && !char.IsWhiteSpace(text[end]) && text[end] is not ('\'' or '"' or ',' or ';' or '&'))
        {
            end++;
        }

        // Two colons are a scope of C++, Ruby or Rust, not an assignment.
        return end - i >= 6 && text[i] != ':' ? (i, end - i) : null;
    }

    private static int SkipBlanks(string text, int i, int most)
    {
        for (var n = 0; n < most && i < text.Length && char.IsWhiteSpace(text[i]); n++)
        {
            i++;
        }

        return i;
    }

    private static int NameAt(string text, int at, string[] names)
    {
        if ((text[at] | 0x20) is not ('p' or 's' or 't' or 'a' or 'c' or 'e'))
        {
            return 0;
        }

        foreach (var name in names)
        {
            if (string.Compare(text, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return name.Length;
            }
        }

        return 0;
    }

    private static bool IsUserInfo(char c) => !char.IsWhiteSpace(c) && c is not ('/' or '@' or '\'' or '"' or '<' or '>' or '{' or '}');

    private static bool IsScheme(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '.' or '-';

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
