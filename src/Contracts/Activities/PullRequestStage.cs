using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Activities;

[JsonConverter(typeof(KebabCase<PullRequestStage>))]
public enum PullRequestStage
{
    /// <summary>Open as a draft; nobody is asked to look yet.</summary>
    Draft,

    /// <summary>CI passed and the gate passed.</summary>
    Ready,

    /// <summary>Closed without a merge, with a comment that says why.</summary>
    Closed,
}
