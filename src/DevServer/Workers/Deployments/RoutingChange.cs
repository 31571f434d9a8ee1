using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>Who asks for a change of a deployment's routing, and what it may pass over.</summary>
internal sealed record RoutingRequest(string Identity, ByteString ConflictToken, bool IgnoreMissingTaskQueues, bool AllowNoPollers);

/// <summary>Makes a version current or ramping. Nothing is changed when it throws.</summary>
internal sealed class RoutingChange(DeploymentRecord record, RoutingRequest request, DateTimeOffset now, Func<DeploymentVersion, string, TaskQueueType, bool> isUsed)
{
    private readonly Timestamp _now = Timestamp.FromDateTimeOffset(now);

    /// <summary>Null means the unversioned workers. Gives the version that was current before.</summary>
    public string SetCurrent(WorkerDeploymentVersion? version)
    {
        var name = VersionName.Old(version);
        var routing = record.Routing;
        var previous = routing.CurrentVersion;
        if (previous == name && record.Info.LastModifierIdentity == request.Identity)
        {
            return name;
        }

        Check(version);
        CheckMissing(previous, version, "current");
        if (previous != name)
        {
            var target = Find(version);
            if (name == routing.RampingVersion)
            {
                ClearRamp(routing);
            }

            routing.CurrentDeploymentVersion = version;
            routing.CurrentVersion = name;
            routing.CurrentVersionChangedTime = _now;
            routing.RevisionNumber++;
            record.Versions.GetValueOrDefault(BuildOf(previous))?.Deactivate(_now);
            target?.BecomeCurrent(_now, request.Identity);
        }

        record.Touch(now, request.Identity);
        return previous;
    }

    /// <summary>An empty name ends the ramp. Gives the ramp that was before.</summary>
    public (string Version, float Percentage) SetRamping(string name, float percentage)
    {
        var version = VersionName.Read(name);
        var routing = record.Routing;
        var previous = (Version: routing.RampingVersion, Percentage: routing.RampingVersionPercentage);
        if (name == previous.Version && percentage == previous.Percentage && record.Info.LastModifierIdentity == request.Identity)
        {
            return (name, percentage);
        }

        CheckToken();
        if (name == routing.CurrentVersion && !(name == VersionName.Unversioned && percentage == 0))
        {
            throw RpcErrors.FailedPrecondition($"requested ramping version {name} is already current");
        }

        CheckKnown(version);
        CheckManager();
        if (previous.Version != name && name.Length > 0 && name != VersionName.Unversioned)
        {
            CheckMissing(routing.CurrentVersion, version, "ramping");
        }

        if (previous != (name, percentage))
        {
            Ramp(routing, name, version, percentage);
        }

        record.Touch(now, request.Identity);
        return previous;
    }

    private void Ramp(RoutingConfig routing, string name, WorkerDeploymentVersion? version, float percentage)
    {
        var target = Find(version);
        var before = routing.RampingVersion;
        routing.RampingVersionPercentage = percentage;
        routing.RampingVersionPercentageChangedTime = _now;
        routing.RevisionNumber++;
        if (before != name)
        {
            routing.RampingVersion = name;
            routing.RampingDeploymentVersion = version;
            routing.RampingVersionChangedTime = _now;
            record.Versions.GetValueOrDefault(BuildOf(before))?.Deactivate(_now);
        }

        target?.BecomeRamping(_now, percentage, request.Identity);
    }

    private void ClearRamp(RoutingConfig routing)
    {
        routing.RampingVersion = "";
        routing.RampingDeploymentVersion = null;
        routing.RampingVersionPercentage = 0;
        routing.RampingVersionChangedTime = _now;
        routing.RampingVersionPercentageChangedTime = _now;
    }

    private void Check(WorkerDeploymentVersion? version)
    {
        CheckToken();
        CheckKnown(version);
        CheckManager();
    }

    private void CheckToken()
    {
        if (!request.ConflictToken.IsEmpty && request.ConflictToken != record.ConflictToken)
        {
            throw RpcErrors.FailedPrecondition("conflict token mismatch");
        }
    }

    private void CheckKnown(WorkerDeploymentVersion? version)
    {
        if (version is not null && !request.AllowNoPollers && !record.Versions.ContainsKey(version.BuildId))
        {
            throw RpcErrors.NotFound($"build ID '{version.BuildId}' not found in Worker Deployment '{record.Name}'");
        }
    }

    private void CheckManager()
    {
        if (record.Info.ManagerIdentity is { Length: > 0 } manager && manager != request.Identity)
        {
            throw RpcErrors.FailedPrecondition(
                $"ManagerIdentity '{manager}' is set and does not match user identity '{request.Identity}'; to proceed, set your own identity as the " +
                "ManagerIdentity, remove the ManagerIdentity, or wait for the other client to do so");
        }
    }

    /// <summary>Task queues in use that the proposed version does not poll would fall back to unversioned workers.</summary>
    private void CheckMissing(string currentName, WorkerDeploymentVersion? proposed, string role)
    {
        if (request.IgnoreMissingTaskQueues || proposed is null || record.Versions.GetValueOrDefault(BuildOf(currentName)) is not { } current)
        {
            return;
        }

        var next = record.Versions.GetValueOrDefault(proposed.BuildId);
        if (current.Info.TaskQueueInfos.Any(q => next?.Polls(q.Name, q.Type) != true && isUsed(current, q.Name, q.Type)))
        {
            throw RpcErrors.FailedPrecondition(
                $"proposed {role} version '{VersionName.Shown(proposed)}' is missing active task queues from the current version; these would become " +
                $"unversioned if it is set as the {role} version");
        }
    }

    private DeploymentVersion? Find(WorkerDeploymentVersion? version) => version is null
        ? null
        : record.Versions.GetValueOrDefault(version.BuildId) ?? record.Add(version.BuildId, WorkerDeploymentVersionStatus.Inactive, now);

    private static string BuildOf(string name) => name is "" or VersionName.Unversioned ? "" : VersionName.Parse(name)!.BuildId;
}
