using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The machine that ran the job went away or never came up.</summary>
internal sealed class RunnerLostRule : ICauseRule
{
    public string Id => "runner-lost";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "runner has received a shutdown signal",
        "lost communication with the server",
        "runner system failure",
        "(system failure)",
        "agent was lost",
        "hosted runner lost",
        "runner has been deregistered",
        "failed to come online",
        "timed out waiting for pod to start",
        "container implementation failed",
        "runner is not online",
        "node was shut down",
        "spot instance was",
        "agent lost",
        "cannot contact ",
        "remote call on ",
        "channel is closing down",
        "slave went offline",
        "node is offline",
        "failed to initialize container",
        "job was not acquired by runner",
        "pod was evicted",
        "pods were evicted",
        "reason: evicted",
        "eviction",
        "pod disruption",
    ];

    public bool Confirms(in LogLine line) => !line.Contains("if the runner"u8);

    public CauseOpinion? Judge(CauseFacts facts) => Transient.Decisive(facts, Cause.Infrastructure, 0.9);
}
