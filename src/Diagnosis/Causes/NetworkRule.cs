using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A connection failed: name service, connection, transfer.</summary>
internal sealed class NetworkRule : ICauseRule
{
    public string Id => "network";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "could not resolve host",
        "couldn't resolve host",
        "temporary failure in name resolution",
        "temporary failure resolving",
        "name or service not known",
        "no such host",
        "getaddrinfo",
        "eai_again",
        "enotfound",
        "unknownhostexception",
        "connection timed out",
        "connection reset",
        "connection refused",
        "connection was reset",
        "connect timed out",
        "operation timed out",
        "operation too slow",
        "network is unreachable",
        "no route to host",
        "client.timeout exceeded",
        "i/o timeout",
        "unexpected disconnect while reading",
        "early eof",
        "remote end hung up unexpectedly",
        "rpc failed; ",
        "failed to connect to ",
        "couldn't connect to server",
        "read timed out",
        "recv failure",
        "socket hang up",
        "etimedout",
        "econnreset",
        "econnrefused",
        "curl: (0)",
        "curl: (00)",
        "spurious network error",
        "unable to access 'http",
        "connection closed by remote host",
        "broken pipe",
        "error in the http0 framing",
        "http/0 stream 0 was not closed cleanly",
        "sockettimeoutexception",
        "remote host closed connection",
        "network error",
        "max retries exceeded with url",
        "failed to get ",
        " timed out",
    ];

    public bool Confirms(in LogLine line) => !line.StartsWith("warning: spurious"u8) || line.Contains("0 tries"u8);

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.6);
}
