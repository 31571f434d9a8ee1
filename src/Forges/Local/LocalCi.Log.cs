using BackgroundAgent.Contracts.Ci;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Forges.Local;

internal sealed partial class LocalCi
{
    [LoggerMessage(3001, LogLevel.Information, "CI run {Run}, run attempt {Attempt}, started for {Commit}.")]
    private partial void Started(long run, int attempt, string commit);

    [LoggerMessage(3002, LogLevel.Information, "CI run {Run}, run attempt {Attempt}, ended: {Conclusion}.")]
    private partial void Ended(long run, int attempt, CheckConclusion conclusion);

    [LoggerMessage(3003, LogLevel.Information, "{Count} CI job(s) were interrupted by the end of the last process and are run again.")]
    private partial void Requeued(int count);

    [LoggerMessage(3004, LogLevel.Information, "Another process runs local CI on this data directory; standing by.")]
    private partial void Standby();

    [LoggerMessage(3005, LogLevel.Error, "A round of local CI failed; it goes on.")]
    private partial void RoundFailed(Exception fault);

    [LoggerMessage(3006, LogLevel.Error, "CI run {Run}, run attempt {Attempt}, could not be run.")]
    private partial void JobFailed(Exception fault, long run, int attempt);
}
