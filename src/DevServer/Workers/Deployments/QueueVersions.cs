using System.Text;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>What the deployments say about one task queue; never changed in place.</summary>
internal sealed record QueueVersions(
    IReadOnlySet<string> Members, WorkerDeploymentVersion? Current, DateTimeOffset CurrentSince, WorkerDeploymentVersion? Ramping, float Percentage, DateTimeOffset RampSince)
{
    public bool IsRamping => Percentage > 0;

    /// <summary>The version a workflow that is not pinned belongs to now; null when that is the unversioned workers.</summary>
    public WorkerDeploymentVersion? Target(string workflowId, bool preferRamping = false)
    {
        if (preferRamping && Ramping is not null)
        {
            return Ramping;
        }

        if (Percentage <= 0)
        {
            return Current;
        }

        return Percentage >= 100 || Threshold(workflowId) <= Percentage ? Ramping : Current;
    }

    public TaskQueueVersioningInfo Describe() => new()
    {
        CurrentDeploymentVersion = Current,
        CurrentVersion = VersionName.Old(Current),
        RampingDeploymentVersion = Ramping,
        RampingVersion = IsRamping || Ramping is not null ? VersionName.Old(Ramping) : "",
        RampingVersionPercentage = Percentage,
        UpdateTime = Timestamp.FromDateTimeOffset(CurrentSince > RampSince ? CurrentSince : RampSince),
    };

    /// <summary>A workflow id always falls on the same side of a ramp, so that it moves at most once.</summary>
    private static double Threshold(string workflowId)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(workflowId))
        {
            hash = (hash ^ b) * 16777619u;
        }

        // Mixed once more: ids that differ only at the end would else fall close together.
        hash ^= hash >> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >> 13;
        return 100.0 * hash / (uint.MaxValue + 1.0);
    }
}
