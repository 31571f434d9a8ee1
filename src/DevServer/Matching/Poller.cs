using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>A worker that waits for a task.</summary>
internal sealed record Poller(string Identity, WorkerDeploymentOptions? Deployment, WorkerVersionCapabilities? Capabilities)
{
    public double? RatePerSecond { get; init; }

    public string InstanceKey { get; init; } = "";

    public string Version => Deployment is { WorkerVersioningMode: WorkerVersioningMode.Versioned } d ? d.DeploymentName + "." + d.BuildId : "";
}
