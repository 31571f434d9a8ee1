using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A secure connection could not be set up.</summary>
internal sealed class TlsRule : ICauseRule
{
    public string Id => "tls";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "certificate has expired",
        "certificate verify failed",
        "x509: certificate",
        "unable to get local issuer certificate",
        "pkix path building failed",
        "ssl_error_syscall",
        "ssl connect error",
        "gnutls_handshake() failed",
        "tls handshake timeout",
        "ssl handshake",
        "unable to verify the first certificate",
        "tlsv0 alert",
        "the ssl connection could not be established",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.65);
}
