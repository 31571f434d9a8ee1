using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>Somebody or a newer run stopped the job.</summary>
internal sealed class CancelledRule : ICauseRule
{
    public string Id => "cancelled";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "operation was canceled",
        "operation was cancelled",
        "job was canceled",
        "job was cancelled",
        "build was aborted",
        "build was canceled",
        "run was canceled",
        "script canceled externally",
        "^finished: aborted",
        "^aborted by ",
        "received sigterm, stopping",
        "build has been canceled",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.Decisive(facts, Cause.Cancelled, 0.9);
}
