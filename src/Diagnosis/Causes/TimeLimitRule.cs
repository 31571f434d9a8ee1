using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>CI ended the job because it took too long. A change may be the reason, so the confidence is moderate.</summary>
internal sealed class TimeLimitRule : ICauseRule
{
    public string Id => "time-limit";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "execution took longer than",
        "exceeded the maximum execution time",
        "exceeded the maximum time limit",
        "no output has been received in the last",
        "timed out waiting for the build",
        "build timed out (after",
        "too long with no output",
        "context deadline exceeded while running the job",
        "the job has been terminated because it exceeded",
        "job execution timeout",
        "killed after timeout",
        "job timed out",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.Decisive(facts, Cause.Infrastructure, 0.6);
}
