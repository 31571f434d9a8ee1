using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>Checks a versioning override: its shape, and that the version it names serves the task queue.</summary>
internal static class OverrideChecks
{
    public static void Check(DeploymentBook book, string @namespace, string queue, VersioningOverride? given)
    {
        if (given is null)
        {
            return;
        }

        var version = given.OverrideCase switch
        {
            VersioningOverride.OverrideOneofCase.AutoUpgrade => given.AutoUpgrade ? null : throw RpcErrors.InvalidArgument("auto-upgrade override must be true"),
            VersioningOverride.OverrideOneofCase.Pinned => Pinned(given.Pinned),
            VersioningOverride.OverrideOneofCase.OneTime => given.OneTime.TargetDeploymentVersion ??
                throw RpcErrors.InvalidArgument("must provide target deployment version if override is one-time."),
            _ => Older(given),
        };
        if (version is not null && book.Queue(@namespace, queue, TaskQueueType.Workflow)?.Members.Contains(VersionName.Old(version)) != true)
        {
            throw RpcErrors.FailedPrecondition($"Pinned version '{VersionName.Shown(version)}' is not present in task queue '{queue}' of type 'Workflow'");
        }
    }

    private static WorkerDeploymentVersion Pinned(VersioningOverride.Types.PinnedOverride pinned)
    {
        if (pinned.Version is null)
        {
            throw RpcErrors.InvalidArgument("must provide version if override is pinned.");
        }

        return pinned.Behavior == VersioningOverride.Types.PinnedOverrideBehavior.Unspecified
            ? throw RpcErrors.InvalidArgument("must specify pinned override behavior if override is pinned.")
            : pinned.Version;
    }

    private static WorkerDeploymentVersion? Older(VersioningOverride given)
    {
        switch (given.Behavior)
        {
            case VersioningBehavior.Pinned:
                return given.Deployment is null && given.PinnedVersion.Length == 0
                    ? throw RpcErrors.InvalidArgument("must provide deployment (deprecated) or pinned version if behavior is 'PINNED'")
                    : VersionName.Read(given.PinnedVersion);
            case VersioningBehavior.AutoUpgrade when given.Deployment is not null:
                throw RpcErrors.InvalidArgument("only provide deployment if behavior is 'PINNED'");
            case VersioningBehavior.AutoUpgrade when given.PinnedVersion.Length > 0:
                throw RpcErrors.InvalidArgument("only provide pinned version if behavior is 'PINNED'");
            case VersioningBehavior.AutoUpgrade:
                return null;
            default:
                throw RpcErrors.InvalidArgument("override behavior is required");
        }
    }
}
