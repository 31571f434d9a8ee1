namespace BackgroundAgent.DevServer.Workers.Sets;

/// <summary>Build ids that can go on with each other's workflows; the last is the one that gets tasks. Never changed in place.</summary>
/// <param name="Id">Names the set's part of the task queue, for good: whatever is added, tasks in it stay where they are.</param>
/// <param name="BuildIds">At least one.</param>
internal sealed record VersionSet(string Id, IReadOnlyList<string> BuildIds)
{
    public string Default => BuildIds[^1];

    /// <summary>The set's part of the task queue; no deployment version is called so.</summary>
    public string QueueVersion => "\u0001" + Id;

    /// <summary>The set that a build id would begin.</summary>
    public static VersionSet Of(string buildId) => new(buildId, [buildId]);

    public VersionSet WithDefault(string buildId) => this with { BuildIds = [.. BuildIds.Where(b => b != buildId), buildId] };
}
