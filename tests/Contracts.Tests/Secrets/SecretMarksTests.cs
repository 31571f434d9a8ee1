using BackgroundAgent.Contracts.Secrets;

namespace BackgroundAgent.Contracts.Tests.Secrets;

/// <summary>The quick ways to find a secret find what the expressions find.</summary>
public sealed class SecretMarksTests
{
    private static readonly SecretPattern[] Patterns = [.. SecretPatterns.Issued, SecretPatterns.Assigned, .. SecretPatterns.Loose];

    private static readonly string[] Pieces =
    [
        "password", "Token", "credentials", "auth-key", "Signing_Key", "pwd", "api_key", "secret", "secrets", "privateKey", "AccessKey", "passwd", "_id", "-x", "=", ":", " = ", ":=", " => ", "\"", "'", " ", "  ", "\n", "\t", ",", ";", "&", "/",
        "https://", "git+ssh://", "x://", "://", "bob", "bob:", "@", "@host", "@[::1]", "$", "{", "abcdef", "abc", "0123456789abcdefghij", "R8sLq2ZxV7nT4bKd9WfYc1JmHg6PeA3uXo5i",
        "ghp_", "glpat-", "AKIA", "IOSFODNN7ABCDEFG", "sk-", "SK", "0123456789abcdef0123456789abcdef", "xoxb-", "Authorization", "Bearer ", "basic ", "eyJhbGciOiJ", ".", "AWS_", "AccountKey=", "?sig=",
        "12345678", ":AA", "npm_", "//registry/:_authToken=", "hvs.", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "MIIE",
    ];

    [Fact]
    public void Find_TextThatAnExpressionMatches_NamesItsPattern()
    {
        var marks = new SecretMarks(Patterns);
        var matched = 0;
        foreach (var text in Texts(3000))
        {
            var found = marks.Find(text);
            for (var i = 0; i < Patterns.Length; i++)
            {
                if (Patterns[i].Form.IsMatch(text))
                {
                    matched++;
                    Assert.True((found >> i & 1) != 0, $"{Patterns[i].Name}: {text}");
                }
            }
        }

        Assert.True(matched > 100);
    }

    [Fact]
    public void Occurrences_WithoutTheExpression_AreTheMatches()
    {
        var scanned = Patterns.Where(pattern => pattern.Scan is not null).ToArray();
        Assert.Equal(["url-password", "assigned-secret", "named-value", "url-user"], scanned.Select(pattern => pattern.Name));
        foreach (var text in Texts(6000))
        {
            foreach (var pattern in scanned)
            {
                Assert.True(SecretPatterns.Matches(pattern, text).SequenceEqual(SecretPatterns.Occurrences(pattern, text)), $"{pattern.Name}: {text}");
            }
        }
    }

    [Fact]
    public void Redact_KeyThatIsCutOff_IsGone()
        => Assert.Equal("a\n[redacted]", Redactor.ByPattern.Redact("a\n-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\nabc+/=\nq"));

    [Fact]
    public void Redact_TokenInPlaceOfAUser_IsGone()
        => Assert.Equal("https://[redacted]@example.org/x", Redactor.ByPattern.Redact("https://0123456789abcdefghij@example.org/x"));

    private static IEnumerable<string> Texts(int count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        }
    }
}
