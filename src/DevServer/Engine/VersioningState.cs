using BackgroundAgent.DevServer.Workers.Deployments;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Which worker deployment version the run is on, and what the worker and the user want of it.</summary>
internal sealed class VersioningState
{
    public WorkflowExecutionVersioningInfo? Info { get; private set; }

    public string DeploymentName { get; private set; } = "";

    /// <summary>What the worker of the last workflow task said of its build.</summary>
    public WorkerVersionStamp? LastStamp { get; private set; }

    /// <summary>The build the run is on, where workers are versioned by sets; null when its worker is not versioned, and before there is one.</summary>
    public WorkerVersionStamp? Stamp { get; private set; }

    public VersioningOverride? Override => Info?.VersioningOverride;

    /// <summary>The version the run must stay on, by an override or by what its worker said; null when it may move.</summary>
    public WorkerDeploymentVersion? Pinned => PinnedVersion(Info);

    /// <summary>The version its last workflow task ran on.</summary>
    public WorkerDeploymentVersion? LastVersion => Info?.DeploymentVersion;

    public static WorkerDeploymentVersion? PinnedVersion(WorkflowExecutionVersioningInfo? info) => info switch
    {
        { VersioningOverride.Pinned.Version: { } version } => version,
        { VersioningOverride: not null } => null,
        { Behavior: VersioningBehavior.Pinned, DeploymentVersion: { } version } => version,
        _ => null,
    };

    /// <summary>What wins: the override, else what the worker said.</summary>
    public VersioningBehavior EffectiveBehavior => Override switch
    {
        { Pinned: not null } => VersioningBehavior.Pinned,
        { AutoUpgrade: true } => VersioningBehavior.AutoUpgrade,
        _ => Info?.Behavior ?? VersioningBehavior.Unspecified,
    };

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                ApplyStarted(e.WorkflowExecutionStartedEventAttributes);
                break;
            case EventType.WorkflowTaskCompleted:
                ApplyCompleted(e.WorkflowTaskCompletedEventAttributes);
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                var options = e.WorkflowExecutionOptionsUpdatedEventAttributes;
                if (options.UnsetVersioningOverride && Info is not null)
                {
                    Info.VersioningOverride = null;
                }
                else if (options.VersioningOverride is not null)
                {
                    Edit().VersioningOverride = Modern(options.VersioningOverride);
                    DeploymentName = Override?.Pinned?.Version?.DeploymentName ?? DeploymentName;
                }

                break;
            default:
                break;
        }
    }

    /// <summary>As clients see it: the older fields are filled from the newer ones.</summary>
    public WorkflowExecutionVersioningInfo? Describe()
    {
        if (Info is null)
        {
            return null;
        }

        var shown = Info.Clone();
        if (shown.DeploymentVersion is { } version)
        {
            shown.Version = VersionName.Old(version);
        }

        if (shown.VersioningOverride is { AutoUpgrade: true } automatic)
        {
            automatic.Behavior = VersioningBehavior.AutoUpgrade;
        }
        else if (shown.VersioningOverride?.Pinned?.Version is { } pinned)
        {
            shown.VersioningOverride.Behavior = VersioningBehavior.Pinned;
            shown.VersioningOverride.PinnedVersion = VersionName.Old(pinned);
        }

        return shown;
    }

    public byte[]? ToBytes() => Info?.ToByteArray();

    public void Restore(byte[]? bytes)
    {
        if (bytes is not null)
        {
            Info = WorkflowExecutionVersioningInfo.Parser.ParseFrom(bytes);
        }
    }

    /// <summary>An override in the newer form, whichever form it came in.</summary>
    public static VersioningOverride? Modern(VersioningOverride? given)
    {
        if (given is null)
        {
            return null;
        }

        if (given.OverrideCase != VersioningOverride.OverrideOneofCase.None)
        {
            var modern = given.Clone();
            modern.Behavior = VersioningBehavior.Unspecified;
            modern.PinnedVersion = "";
            modern.Deployment = null;
            return modern;
        }

        return given.Behavior == VersioningBehavior.Pinned
            ? new VersioningOverride
            {
                Pinned = new()
                {
                    Behavior = VersioningOverride.Types.PinnedOverrideBehavior.Pinned,
                    Version = given.PinnedVersion.Length > 0
                        ? VersionName.Parse(given.PinnedVersion)
                        : new() { DeploymentName = given.Deployment?.SeriesName ?? "", BuildId = given.Deployment?.BuildId ?? "" },
                },
            }
            : new VersioningOverride { AutoUpgrade = true };
    }

    private void ApplyStarted(WorkflowExecutionStartedEventAttributes started)
    {
        Stamp = started.SourceVersionStamp is { UseVersioning: true } source ? source : null;
        if (started.VersioningOverride is not null)
        {
            Edit().VersioningOverride = Modern(started.VersioningOverride);
            DeploymentName = Override?.Pinned?.Version?.DeploymentName ?? DeploymentName;
        }

        if (started.InheritedPinnedVersion is not null)
        {
            var info = Edit();
            info.Behavior = VersioningBehavior.Pinned;
            info.DeploymentVersion = started.InheritedPinnedVersion;
            DeploymentName = started.InheritedPinnedVersion.DeploymentName;
        }
        else if (started.InheritedAutoUpgradeInfo is { SourceDeploymentVersion: { } from } inherited)
        {
            var info = Edit();
            info.Behavior = VersioningBehavior.AutoUpgrade;
            info.DeploymentVersion = from;
            info.RevisionNumber = inherited.SourceDeploymentRevisionNumber;
            info.ContinueAsNewInitialVersioningBehavior = inherited.ContinueAsNewInitialVersioningBehavior;
            DeploymentName = from.DeploymentName;
        }
    }

    private void ApplyCompleted(WorkflowTaskCompletedEventAttributes completed)
    {
        LastStamp = completed.WorkerVersion is { BuildId.Length: > 0 } said ? said : null;
        Stamp = LastStamp is { UseVersioning: true } && completed.VersioningBehavior == VersioningBehavior.Unspecified ? LastStamp : null;
        if (completed.WorkerDeploymentName.Length > 0)
        {
            DeploymentName = completed.WorkerDeploymentName;
        }

        if (Info is not null)
        {
            Info.ContinueAsNewInitialVersioningBehavior = ContinueAsNewVersioningBehavior.Unspecified;
        }

        if (completed.VersioningBehavior != VersioningBehavior.Unspecified)
        {
            var info = Edit();
            info.Behavior = completed.VersioningBehavior;
            info.DeploymentVersion = completed.DeploymentVersion;
        }
        else if (Info is not null)
        {
            Info.Behavior = VersioningBehavior.Unspecified;
            Info.DeploymentVersion = null;
        }
    }

    private WorkflowExecutionVersioningInfo Edit() => Info ??= new WorkflowExecutionVersioningInfo();
}
