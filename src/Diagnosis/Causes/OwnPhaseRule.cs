using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The step that failed is one of CI's own: it prepares the machine, fetches the sources or images. The change has not run yet.</summary>
internal sealed class OwnPhaseRule : ICauseRule
{
    private static readonly string[] Phases =
        ["prepare_executor", "prepare_script", "get_sources", "restore_cache", "download_artifacts", "Set up job", "Initialize containers", "actions/checkout", "git.checkout", "worker_info", "Checkout"];

    public string Id => "own-phase";

    public IReadOnlyList<string> Phrases { get; } = [];

    public CauseOpinion? Judge(CauseFacts facts)
    {
        var inPhase = facts.FailedStep is { } step && Array.Exists(Phases, p => step.Name.StartsWith(p, StringComparison.Ordinal));
        return inPhase && !facts.HasError(FindingCategory.Compile) && !facts.HasError(FindingCategory.Test)
            ? new(Cause.Infrastructure, 0.6, [.. facts.Errors.Take(3).Select(f => new EvidenceLine(f.LogLine ?? 0, f.Message))])
            : null;
    }
}
