using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The container service of the machine does not answer.</summary>
internal sealed class DockerDaemonRule : ICauseRule
{
    public string Id => "docker-daemon";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "cannot connect to the docker daemon",
        "error during connect",
        "is the docker daemon running",
        "dial unix /var/run/docker.sock",
        "containerd: connection refused",
        "docker: error response from daemon: failed to create",
        "buildkit daemon",
        "failed to start daemon",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.8);
}
