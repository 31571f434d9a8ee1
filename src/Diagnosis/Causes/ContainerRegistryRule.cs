using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A container image could not be pulled.</summary>
internal sealed class ContainerRegistryRule : ICauseRule
{
    public string Id => "container-registry";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "failed to pull image",
        "toomanyrequests",
        "pull rate limit",
        "errimagepull",
        "imagepullbackoff",
        "error pulling image",
        "failed to resolve reference",
        "received unexpected http status",
        "error response from daemon: get",
        "error response from daemon: head",
        "failed to copy: httpreadseeker",
        "failed to do request",
        "unable to pull image",
        "net/http: request canceled",
        "docker pull failed with exit code",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.Decisive(facts, Cause.Infrastructure, 0.8);
}
