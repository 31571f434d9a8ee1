using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Which worker deployment version the run is on, and what the worker and the user want of it.</summary>
internal sealed class VersioningState
{
    public WorkflowExecutionVersioningInfo? Info { get; private set; }

    public string DeploymentName { get; private set; } = "";

    public VersioningOverride? Override => Info?.VersioningOverride;

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
                    Edit().VersioningOverride = options.VersioningOverride;
                }

                break;
            default:
                break;
        }
    }

    public byte[]? ToBytes() => Info?.ToByteArray();

    public void Restore(byte[]? bytes)
    {
        if (bytes is not null)
        {
            Info = WorkflowExecutionVersioningInfo.Parser.ParseFrom(bytes);
        }
    }

    private void ApplyStarted(WorkflowExecutionStartedEventAttributes started)
    {
        if (started.VersioningOverride is not null)
        {
            Edit().VersioningOverride = started.VersioningOverride;
        }

        if (started.InheritedPinnedVersion is not null)
        {
            var info = Edit();
            info.Behavior = VersioningBehavior.Pinned;
            info.DeploymentVersion = started.InheritedPinnedVersion;
        }
    }

    private void ApplyCompleted(WorkflowTaskCompletedEventAttributes completed)
    {
        if (completed.WorkerDeploymentName.Length > 0)
        {
            DeploymentName = completed.WorkerDeploymentName;
        }

        if (completed.VersioningBehavior != VersioningBehavior.Unspecified)
        {
            var info = Edit();
            info.Behavior = completed.VersioningBehavior;
            SetVersion(info, completed.DeploymentVersion);
        }
        else if (Info is not null)
        {
            Info.Behavior = VersioningBehavior.Unspecified;
            SetVersion(Info, null);
        }
    }

    private static void SetVersion(WorkflowExecutionVersioningInfo info, WorkerDeploymentVersion? version) => info.DeploymentVersion = version;

    private WorkflowExecutionVersioningInfo Edit() => Info ??= new WorkflowExecutionVersioningInfo();
}
