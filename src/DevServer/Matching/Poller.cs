using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>A worker that waits for a task.</summary>
internal sealed record Poller(string Identity, WorkerDeploymentOptions? Deployment, WorkerVersionCapabilities? Capabilities)
{
    public double? RatePerSecond { get; init; }

    public string InstanceKey { get; init; } = "";

    /// <summary>The build id of a worker that is versioned by sets; else empty.</summary>
    public string SetBuildId => Version.Length == 0 && Capabilities is { UseVersioning: true, DeploymentSeriesName: "" } c ? c.BuildId : "";

    public string Version => Deployment is { WorkerVersioningMode: WorkerVersioningMode.Versioned } d ? d.DeploymentName + "." + d.BuildId : "";
}
