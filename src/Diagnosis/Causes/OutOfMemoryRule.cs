using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The machine or its container ran out of memory.</summary>
internal sealed class OutOfMemoryRule : ICauseRule
{
    public string Id => "out-of-memory";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "cannot allocate memory",
        "out of memory: kill",
        "oomkilled",
        "javascript heap out of memory",
        "signal: 9, sigkill",
        "exit code 137",
        "exited with 137",
        "status 137",
        "daemon disappeared unexpectedly",
        "oom-kill",
        "(killed)",
        "could not reserve enough space for",
        "insufficient memory for the java runtime",
        "virtual memory exhausted",
        "worker exited unexpectedly: killed",
        "fatal: memory exhausted",
        "gradle build daemon disappeared",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.8);
}
