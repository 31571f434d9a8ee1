using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>One step of the classification; the first that answers decides. The order is that of <see cref="Classifier"/>.</summary>
internal interface IClassificationRule
{
    /// <summary>Stable, kebab-case.</summary>
    string Id { get; }

    ClassificationOpinion? Judge(ClassifierInput input);
}

/// <summary>What a rule thinks; evidence is lines of logs, untrusted and redacted.</summary>
internal sealed record ClassificationOpinion(Cause Cause, double Confidence, IReadOnlyList<string> Evidence)
{
    /// <summary>Names the ending where the rule knows it.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Checks that are worth another run; null for all failed ones.</summary>
    public IReadOnlyList<string>? Rerun { get; init; }

    /// <summary>The id of a finer rule, such as a cause rule of a log.</summary>
    public string? Rule { get; init; }
}
