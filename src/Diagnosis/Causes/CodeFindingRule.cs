using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A tool named a compile, test, lint or dependency failure.</summary>
internal sealed class CodeFindingRule : ICauseRule
{
    public string Id => "parsed-finding";

    public IReadOnlyList<string> Phrases { get; } = [];

    public CauseOpinion? Judge(CauseFacts facts)
    {
        var first = facts.Errors.FirstOrDefault();
        return first?.Category switch
        {
            null => null,
            FindingCategory.Infrastructure or FindingCategory.Timeout => new(Cause.Infrastructure, 0.6, Of(first)),
            FindingCategory.Configuration => new(Cause.Configuration, 0.7, Of(first)),
            FindingCategory.Generic => new(Cause.Code, 0.4, Of(first)),
            _ => new(Cause.Code, 0.8, Of(first)),
        };
    }

    private static EvidenceLine[] Of(Finding finding) => [new(finding.LogLine ?? 0, finding.Message)];
}
