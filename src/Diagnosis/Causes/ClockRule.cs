using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The clock of the machine is off, so that certificates or signatures are not valid yet.</summary>
internal sealed class ClockRule : ICauseRule
{
    public string Id => "clock";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "is not valid yet (invalid for another",
        "request time too skewed",
        "requesttimetooskewed",
        "token used before issued",
        "certificate is not yet valid",
        "token is not yet valid",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.7);
}
