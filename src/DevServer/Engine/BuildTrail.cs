namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// Which worker builds completed the run's workflow tasks: the points a reset can go back to, and what lists search for in BuildIds and
/// TemporalUsedWorkerDeploymentVersions.
/// </summary>
internal sealed class BuildTrail(Run run)
{
    private const int MostPoints = 20;
    private const string Unversioned = "unversioned";

    private readonly List<string> _builds = [];
    private readonly List<string> _versions = [];

    /// <summary>The first task that each build completed, oldest first; the newest 20.</summary>
    public ResetPoints Points { get; } = new();

    /// <summary>Deployment versions used so far, as <c>deployment:build</c>.</summary>
    public IReadOnlyList<string> UsedVersions => _versions;

    /// <summary>Builds used so far, after what the run is on now. Empty before the first completed task.</summary>
    public IEnumerable<string> SearchIds(VersioningState versioning)
    {
        if (Points.Points.Count == 0)
        {
            return _builds;
        }

        return versioning switch
        {
            { Pinned: { } version } => _builds.Prepend("pinned:" + Workers.Deployments.VersionName.Shown(version)),
            { EffectiveBehavior: VersioningBehavior.Unspecified } when versioning.LastStamp is not { UseVersioning: true } => _builds.Prepend(Unversioned),
            _ => _builds,
        };
    }

    public void Apply(HistoryEvent e)
    {
        if (e.EventType != EventType.WorkflowTaskCompleted)
        {
            return;
        }

        var completed = e.WorkflowTaskCompletedEventAttributes;
        AddPoint(e, completed.BinaryChecksum, completed.DeploymentVersion?.BuildId ?? completed.WorkerVersion?.BuildId ?? "");
        if (completed.WorkerVersion is { BuildId.Length: > 0 } stamp)
        {
            AddOnce(_builds, $"{(stamp.UseVersioning ? "versioned" : Unversioned)}:{stamp.BuildId}");
        }

        if (completed.DeploymentVersion is { } version)
        {
            AddOnce(_versions, Workers.Deployments.VersionName.Shown(version));
        }
    }

    private void AddPoint(HistoryEvent e, string checksum, string buildId)
    {
        if (Points.Points.Any(p => p.BinaryChecksum == checksum && p.BuildId == buildId))
        {
            return;
        }

        Points.Points.Add(new ResetPointInfo
        {
            BinaryChecksum = checksum,
            BuildId = buildId,
            RunId = run.Key.RunId,
            FirstWorkflowTaskCompletedId = e.EventId,
            CreateTime = e.EventTime,
            Resettable = run.Children.Pending.Count == 0 && run.ExternalCancels.Pending.Count == 0 && run.ExternalSignals.Pending.Count == 0,
        });
        if (Points.Points.Count > MostPoints)
        {
            Points.Points.RemoveAt(0);
        }
    }

    private static void AddOnce(List<string> to, string value)
    {
        if (!to.Contains(value))
        {
            to.Add(value);
        }
    }
}
