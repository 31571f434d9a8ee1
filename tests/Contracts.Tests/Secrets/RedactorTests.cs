using System.Diagnostics;
using BackgroundAgent.Contracts.Secrets;

namespace BackgroundAgent.Contracts.Tests.Secrets;

public sealed class RedactorTests
{
    // Put together at run time, so that no scanner stumbles over this file.
    private static readonly string GitHub = "ghp_" + "R8sLq2ZxV7nT4bKd9WfYc1JmHg6PeA3uXo5i";

    [Theory]
    [InlineData("password=hunter2secret", "password=[redacted]")]
    [InlineData("export DB_PASSWORD='s3cr3t-value'", "export DB_PASSWORD='[redacted]'")]
    [InlineData("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [redacted]")]
    [InlineData("git clone https://bob:p4ssw0rd@host/repo.git", "git clone https://bob:[redacted]@host/repo.git")]
    [InlineData("src/a.cs(3,4): error CS0103: The name 'x' does not exist", "src/a.cs(3,4): error CS0103: The name 'x' does not exist")]
    [InlineData("app/a.rb:3: Operations::Password::ResetMailer has no descriptive comment", "app/a.rb:3: Operations::Password::ResetMailer has no descriptive comment")]
    public void Redact_ByPattern_TakesTheValueOnly(string text, string expected)
        => Assert.Equal(expected, Redactor.ByPattern.Redact(text));

    [Fact]
    public void Redact_IssuedToken_IsGone()
        => Assert.Equal("using [redacted] here", Redactor.ByPattern.Redact($"using {GitHub} here"));

    [Fact]
    public void Redact_KeyBlock_IsGoneWhole()
    {
        var key = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\nabc+/=\n-----END RSA " + "PRIVATE KEY-----";

        Assert.Equal("a\n[redacted]\nb", Redactor.ByPattern.Redact($"a\n{key}\nb"));
    }

    [Theory]
    [InlineData("plain s3cret+value/x")]
    [InlineData("url s3cret%2Bvalue%2Fx")]
    [InlineData("base64 czNjcmV0K3ZhbHVlL3g=")]
    public void Redact_KnownValue_IsGoneInEveryDress(string text)
        => Assert.EndsWith(" [redacted]", new Redactor(["s3cret+value/x"]).Redact(text), StringComparison.Ordinal);

    [Fact]
    public void Redact_ShortKnownValue_IsNotHunted() => Assert.Equal("a dev path", new Redactor(["dev"]).Redact("a dev path"));

    [Fact]
    public void Redact_Twice_ChangesNothing()
    {
        var once = Redactor.ByPattern.Redact($"token={GitHub} password: abcdefgh");

        Assert.Equal(once, Redactor.ByPattern.Redact(once));
    }

    [Fact]
    public void Find_PlaceholdersAndReferences_AreNotSecrets()
    {
        string[] harmless =
        [
            "password: \"${DB_PASSWORD}\"", "api_key = os.environ['API_KEY_NAME']", "token: '<your-token-here-1234>'",
            "AKIAIOSFODNN7EXAMPLE", "secret = \"changeme-please-123\"", "var tokenName = \"access_token_cookie\";",
        ];

        Assert.All(harmless, text => Assert.Empty(SecretPatterns.Find(text)));
    }

    [Fact]
    public void Redact_MegabyteOfHostileText_TakesLinearTime()
    {
        var text = string.Concat(Enumerable.Repeat("password token secret api_key eyJ https://a:b AKIA ", 20_000));
        var watch = Stopwatch.StartNew();

        Redactor.ByPattern.Redact(text);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"It took {watch.Elapsed} for {text.Length} characters.");
        Console.WriteLine($"redaction: {text.Length} characters in {watch.Elapsed.TotalMilliseconds:F0} ms");
    }
}
