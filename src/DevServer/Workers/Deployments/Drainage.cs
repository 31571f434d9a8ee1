using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>
/// A version that no longer takes new workflows drains until no open workflow is pinned to it. That is looked up when somebody asks, no
/// more often than the genuine server does by itself.
/// </summary>
internal sealed class Drainage(HistoryEngine engine, DynamicSettings settings)
{
    private readonly TimeSpan _grace = settings.Time("matching.wv.VersionDrainageStatusVisibilityGracePeriod", TimeSpan.FromMinutes(3));
    private readonly TimeSpan _refresh = settings.Time("matching.wv.VersionDrainageStatusRefreshInterval", TimeSpan.FromMinutes(3));

    public void Refresh(DeploymentRecord record)
    {
        var now = engine.Clock.GetUtcNow();
        foreach (var version in record.Versions.Values)
        {
            if (version.Info.DrainageInfo is not { Status: VersionDrainageStatus.Draining } info)
            {
                continue;
            }

            var wait = info.LastCheckedTime.Equals(info.LastChangedTime) ? _grace : _refresh;
            if (now - info.LastCheckedTime.ToDateTimeOffset() < wait)
            {
                continue;
            }

            info.LastCheckedTime = now.ToProto();
            if (!IsUsed(record.Namespace, version.Info.DeploymentVersion))
            {
                info.Status = VersionDrainageStatus.Drained;
                info.LastChangedTime = now.ToProto();
                version.Info.Status = WorkerDeploymentVersionStatus.Drained;
            }
        }
    }

    private bool IsUsed(string @namespace, WorkerDeploymentVersion version) => engine.Index.All(@namespace)
        .Any(r => r.IsOpen && VersioningState.PinnedVersion(r.Info.VersioningInfo) is { } pinned && pinned.Equals(version));
}
