namespace BackgroundAgent.Contracts.Secrets;

/// <summary>What stands where a secret would: documentation's examples, references to variables, masks.</summary>
internal static class Placeholders
{
    private static readonly string[] Words =
        ["example", "changeme", "change-me", "change_me", "placeholder", "dummy", "redacted", "your-", "your_", "yourpassword", "xxxx", "****", "....", "1234567890abcdef", "<", "${", "{{", "$(", "%(", "__"];

    /// <summary>Only for values that merely were assigned to a telling name: code and prose, not issued tokens.</summary>
    private static readonly string[] CodeWords =
        ["process.env", "environ", "getenv", "secrets.", "config.", "configuration", "localhost", "://", "test", "fake", "mock", "sample", "default", "invalid", "password", "token", "secret", "/", " ", "(", "["];

    /// <summary>What people write for a password in a URL when they mean any password.</summary>
    private static readonly string[] UrlWords = ["pass", "pwd", "secret", "token", "user"];

    /// <summary>Random enough, and neither a placeholder nor a path, an address or a switch.</summary>
    public static bool IsRealSetting(ReadOnlySpan<char> value)
        => value.Length >= 8 && Entropy.BitsPerCharacter(value) >= 2.5 && IsMixed(value) && !Contains(value, Words) && !Contains(value, CodeWords);

    public static bool Match(SecretPattern pattern, ReadOnlySpan<char> value)
        => Contains(value, Words)
            || (pattern.Name == "url-password" && Contains(value, UrlWords))
            || (pattern == SecretPatterns.Assigned && (Contains(value, CodeWords) || !IsMixed(value)));

    private static bool Contains(ReadOnlySpan<char> value, string[] words)
    {
        foreach (var word in words)
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Random text has digits; identifiers and messages mostly have none.</summary>
    private static bool IsMixed(ReadOnlySpan<char> value)
        => value.ContainsAnyInRange('0', '9') && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z'));
}
