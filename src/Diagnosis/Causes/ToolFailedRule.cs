using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A build or test tool said that it failed, though not what.</summary>
internal sealed class ToolFailedRule : ICauseRule
{
    public string Id => "tool-failed";

    public IReadOnlyList<string> Phrases { get; } = [];

    public CauseOpinion? Judge(CauseFacts facts) => facts.ToolFailed ? new(Cause.Code, 0.4, []) : null;
}
