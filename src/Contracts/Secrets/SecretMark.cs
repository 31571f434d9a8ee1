namespace BackgroundAgent.Contracts.Secrets;

/// <summary>A literal that every match of a pattern holds, and what must follow it for a match to be possible.</summary>
internal sealed record SecretMark(string Text, MarkFollower Follower = MarkFollower.Anything)
{
    private const int MinWord = 28;
    private const int MinQuoted = 13;
    private const int MaxWords = 60;
    private const int MaxName = 40;
    private const int MaxBlanks = 9;
    private const int MaxUserInfo = 400;

    /// <summary>Whether a match is possible around the mark that ends at the position. Says yes where it is not sure.</summary>
    public bool MayFollow(ReadOnlySpan<char> text, int end) => Follower switch
    {
        MarkFollower.Assignment => AssignedAt(text[end..]) >= 0,
        MarkFollower.QuotedAssignment => IsQuoted(text[end..]),
        MarkFollower.LongWord => IsLongWord(text[end..]),
        MarkFollower.AssignedKey => IsAssignedKey(text[end..]),
        MarkFollower.UserInfo => HasUserInfo(text[end..]),
        _ => true,
    };

    /// <summary>Where the sign stands, or -1.</summary>
    private static int AssignedAt(ReadOnlySpan<char> rest)
    {
        var i = 0;
        while (i < rest.Length && i < MaxName && (char.IsAsciiLetterOrDigit(rest[i]) || rest[i] is '_' or '-' or '\u017f' or '\u212a'))
        {
            i++;
        }

        i += i < rest.Length && rest[i] is '"' or '\'' ? 1 : 0;
        for (var blanks = 0; i < rest.Length && blanks < MaxBlanks && char.IsWhiteSpace(rest[i]); blanks++)
        {
            i++;
        }

        return i < rest.Length && rest[i] is '=' or ':' ? i : -1;
    }

    private static bool IsQuoted(ReadOnlySpan<char> rest)
    {
        var at = AssignedAt(rest);
        rest = at < 0 ? [] : rest[(at + 1)..].TrimStart("=> \t\r\n\v\f\u0085\u00a0");
        if (rest.IsEmpty || rest[0] is not ('"' or '\''))
        {
            return false;
        }

        var end = 1;
        while (end < rest.Length && end < MinQuoted && rest[end] is not ('"' or '\'') && !char.IsWhiteSpace(rest[end]))
        {
            end++;
        }

        return end == MinQuoted;
    }

    private static bool IsLongWord(ReadOnlySpan<char> rest)
    {
        var i = 0;
        while (i < rest.Length && i < MinWord && (char.IsAsciiLetterOrDigit(rest[i]) || rest[i] is '_' or '-'))
        {
            i++;
        }

        return i == MinWord;
    }

    private static bool IsAssignedKey(ReadOnlySpan<char> rest)
    {
        var i = 0;
        while (i < rest.Length && i < MaxWords && (char.IsAsciiLetterOrDigit(rest[i]) || rest[i] is '_' or '-' or '.' or ' ' or '\u017f' or '\u212a'))
        {
            i++;
        }

        return AssignedAt(rest[i..]) >= 0 && (rest[..i].Contains("sk", StringComparison.OrdinalIgnoreCase) || rest[..i].Contains("secret", StringComparison.OrdinalIgnoreCase));
    }

    private static bool HasUserInfo(ReadOnlySpan<char> rest)
    {
        for (var i = 0; i < rest.Length && i < MaxUserInfo; i++)
        {
            if (rest[i] == '@')
            {
                return true;
            }

            if (char.IsWhiteSpace(rest[i]) || rest[i] is '/')
            {
                return false;
            }
        }

        return false;
    }
}

/// <summary>What stands behind a <see cref="SecretMark"/> in a match.</summary>
internal enum MarkFollower
{
    /// <summary>Not known.</summary>
    Anything,

    /// <summary>The rest of a name, a quote, blanks; then an equals sign or a colon.</summary>
    Assignment,

    /// <summary>The same, and then a quote.</summary>
    QuotedAssignment,

    /// <summary>A word of at least 28 characters.</summary>
    LongWord,

    /// <summary>Words with blanks, dots and dashes between them, one of which is "secret" or "sk"; then as for an assignment.</summary>
    AssignedKey,

    /// <summary>No blank and no slash before an at-sign.</summary>
    UserInfo,
}
