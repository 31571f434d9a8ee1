using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>One version of a deployment: a build, the task queues its workers poll, and its part in the routing.</summary>
internal sealed class DeploymentVersion(WorkerDeploymentVersionInfo info)
{
    public WorkerDeploymentVersionInfo Info => info;

    public string CreateRequestId { get; set; } = "";

    public bool Polls(string queue, TaskQueueType type) => info.TaskQueueInfos.Any(q => q.Name == queue && q.Type == type);

    public void BecomeCurrent(Timestamp at, string identity)
    {
        info.CurrentSinceTime = at;
        info.RampingSinceTime = null;
        info.RampPercentage = 0;
        Activate(WorkerDeploymentVersionStatus.Current, at, identity);
    }

    public void BecomeRamping(Timestamp at, float percentage, string identity)
    {
        info.RampingSinceTime ??= at;
        info.RampPercentage = percentage;
        Activate(WorkerDeploymentVersionStatus.Ramping, at, identity);
    }

    /// <summary>New workflows no longer come here; the version drains.</summary>
    public void Deactivate(Timestamp at)
    {
        if (info.CurrentSinceTime is not null)
        {
            info.LastCurrentTime = at;
        }

        info.CurrentSinceTime = null;
        info.RampingSinceTime = null;
        info.RampPercentage = 0;
        info.RoutingChangedTime = at;
        info.LastDeactivationTime = at;
        info.Status = WorkerDeploymentVersionStatus.Draining;
        info.DrainageInfo = new VersionDrainageInfo { Status = VersionDrainageStatus.Draining, LastChangedTime = at, LastCheckedTime = at };
    }

    public WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary Summary() => new()
    {
        Version = info.Version,
        DeploymentVersion = info.DeploymentVersion,
        Status = info.Status,
        CreateTime = info.CreateTime,
        DrainageStatus = info.DrainageInfo?.Status ?? VersionDrainageStatus.Unspecified,
        DrainageInfo = info.DrainageInfo,
        RoutingUpdateTime = info.RoutingChangedTime,
        CurrentSinceTime = info.CurrentSinceTime,
        RampingSinceTime = info.RampingSinceTime,
        FirstActivationTime = info.FirstActivationTime,
        LastCurrentTime = info.LastCurrentTime,
        LastDeactivationTime = info.LastDeactivationTime,
    };

    private void Activate(WorkerDeploymentVersionStatus status, Timestamp at, string identity)
    {
        info.Status = status;
        info.RoutingChangedTime = at;
        info.FirstActivationTime ??= at;
        info.LastDeactivationTime = null;
        info.DrainageInfo = null;
        info.LastModifierIdentity = identity;
    }
}
