using BackgroundAgent.DevServer.Visibility;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Search attributes that the server sets from what the run is doing, beside those the user gave.</summary>
internal static class DerivedAttributes
{
    public static IEnumerable<(string Name, Payload Value)> Of(Run run)
    {
        var versioning = run.Versioning;
        return new (string Name, object Value, IndexedValueType Type)[]
        {
            ("BuildIds", run.Builds.SearchIds(versioning).ToArray(), IndexedValueType.KeywordList),
            ("TemporalUsedWorkerDeploymentVersions", run.Builds.UsedVersions.ToArray(), IndexedValueType.KeywordList),
            ("TemporalPauseInfo", Pauses(run).ToArray(), IndexedValueType.KeywordList),
            ("TemporalReportedProblems", run.WorkflowTask.Problems.Shown, IndexedValueType.KeywordList),
            ("TemporalWorkerDeployment", versioning.DeploymentName, IndexedValueType.Keyword),
            ("TemporalWorkerDeploymentVersion", Version(versioning), IndexedValueType.Keyword),
            ("TemporalWorkflowVersioningBehavior", Behavior(versioning), IndexedValueType.Keyword),
        }.Where(a => a.Value is string { Length: > 0 } or string[] { Length: > 0 }).Select(a => (a.Name, AttributeValue.Encode(a.Value, a.Type)));
    }

    private static string Version(VersioningState versioning) =>
        (versioning.Override?.Pinned?.Version ?? versioning.LastVersion) is { } version ? VersionName.Shown(version) : "";

    private static string Behavior(VersioningState versioning) =>
        versioning.EffectiveBehavior is var behavior && behavior != VersioningBehavior.Unspecified ? behavior.ToString() : "";

    /// <summary>That the workflow is paused and why, and the types of its paused activities.</summary>
    private static IEnumerable<string> Pauses(Run run)
    {
        if (run is { IsOpen: true, Pause.IsPaused: true })
        {
            yield return "Workflow:" + run.Key.WorkflowId;
            if (run.Pause.Reason is { Length: > 0 } reason)
            {
                yield return "Reason:" + reason;
            }
        }

        foreach (var type in run.Activities.Pending.Where(a => a.IsPaused).Select(a => a.Attributes.ActivityType.Name).Distinct())
        {
            yield return "property:activityType=" + type;
        }
    }
}
