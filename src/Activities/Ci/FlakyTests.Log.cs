using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Activities.Ci;

internal sealed partial class FlakyTests
{
    [LoggerMessage(5001, LogLevel.Warning, "The statistics of flaky tests in {Path} cannot be used: {Reason}")]
    private partial void Unusable(string path, string reason);
}
