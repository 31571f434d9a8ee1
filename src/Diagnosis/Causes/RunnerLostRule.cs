using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The machine that ran the job went away.</summary>
internal sealed class RunnerLostRule : ICauseRule
{
    public string Id => "runner-lost";

    public IReadOnlyList<string> Phrases { get; } =
        ["runner has received a shutdown signal", "lost communication with the server", "runner system failure", "agent was lost", "the hosted runner lost"];

    public CauseOpinion? Judge(CauseFacts facts) => facts.Evidence.Count > 0 ? new(Cause.Infrastructure, 0.9, facts.Evidence) : null;
}
