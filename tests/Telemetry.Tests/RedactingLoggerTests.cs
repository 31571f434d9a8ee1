using BackgroundAgent.Telemetry.Redaction;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Telemetry.Tests;

public sealed class RedactingLoggerTests
{
    private const string Secret = "s3cret/value+1";

    [Fact]
    public void Log_SecretInMessageStateAndException_NeverReachesTheProvider()
    {
        using var kept = new KeptLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(new RedactingLoggerProvider(kept, text => text.Replace(Secret, "[redacted]", StringComparison.Ordinal))));
        var logger = factory.CreateLogger("x");

        logger.LogWarning(new InvalidOperationException("refused " + Secret), "calling with {Token}", Secret);
        logger.LogInformation("calm {Number}", 7);

        Assert.DoesNotContain(kept.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(kept.Lines, line => line.Contains("calling with [redacted]", StringComparison.Ordinal) && line.Contains("refused [redacted]", StringComparison.Ordinal));
        Assert.Contains("calm 7|Number=7", string.Join('\n', kept.Lines));
    }
}
