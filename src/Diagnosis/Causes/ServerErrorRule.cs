using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A service that the job needs answered that it is overloaded or broken.</summary>
internal sealed class ServerErrorRule : ICauseRule
{
    public string Id => "server-error";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "502 bad gateway",
        "503 service",
        "504 gateway",
        "500 internal server error",
        "429 too many",
        "too many requests",
        "api rate limit exceeded",
        "secondary rate limit",
        "service unavailable",
        "response code: 500",
        "response code: 502",
        "response code: 503",
        "status code 502",
        "status code 503",
        "status code: 502",
        "status code: 503",
        "status: 503",
        "status: 502",
        "http error 502",
        "http error 503",
        "returned error: 502",
        "returned error: 503",
        "returned error: 500",
        "returned error: 504",
        "bad gateway",
        "gateway timeout",
        "gateway time-out",
        "internal server error",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.65);
}
