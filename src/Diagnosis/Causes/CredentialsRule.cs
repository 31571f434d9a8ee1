using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A login, token or secret is missing or not accepted: the job or its secrets are set up wrongly.</summary>
internal sealed class CredentialsRule : ICauseRule
{
    public string Id => "credentials";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "resource not accessible by integration",
        "permission denied (publickey)",
        "authentication failed for",
        "bad credentials",
        "401 unauthorized",
        "403 forbidden",
        "requested access to the resource is denied",
        "input required and not supplied",
        "no basic auth credentials",
        "could not read username for",
        "error: no authentication",
        "unauthorized: authentication required",
        "refusing to allow a",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Configuration, 0.65);
}
