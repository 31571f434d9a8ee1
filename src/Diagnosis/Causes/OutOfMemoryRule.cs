using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The machine ran out of memory.</summary>
internal sealed class OutOfMemoryRule : ICauseRule
{
    public string Id => "out-of-memory";

    public IReadOnlyList<string> Phrases { get; } = ["cannot allocate memory", "out of memory: kill", "oomkilled", "javascript heap out of memory", "signal: 9, sigkill"];

    public CauseOpinion? Judge(CauseFacts facts) => facts.Evidence.Count > 0 ? new(Cause.Infrastructure, 0.8, facts.Evidence) : null;
}
