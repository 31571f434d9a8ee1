using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A connection failed.</summary>
internal sealed class NetworkRule : ICauseRule
{
    public string Id => "network";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "could not resolve host", "temporary failure in name resolution", "connection timed out", "connection reset by peer", "connection refused", "tls handshake timeout",
        "network is unreachable", "502 bad gateway", "503 service unavailable", "504 gateway", "etimedout", "econnreset", "eai_again", "429 too many requests",
    ];

    public CauseOpinion? Judge(CauseFacts facts)
        => facts.Evidence.Count > 0 && !facts.HasError(FindingCategory.Compile) && !facts.HasError(FindingCategory.Test)
            ? new(Cause.Infrastructure, 0.7, facts.Evidence)
            : null;
}
