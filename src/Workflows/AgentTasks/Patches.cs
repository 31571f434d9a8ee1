namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>Names of changes of behaviour that tasks of an older release, which are still under way, must not see.</summary>
internal static class Patches
{
    /// <summary>After CI passed, the number of tests is compared with the base commit's.</summary>
    public const string CompareTests = "compare-tests";

    /// <summary>Steering makes another attempt of a passed commit only when it asks for one.</summary>
    public const string SteeringAdvises = "steering-advises";

    /// <summary>A pull request that does not merge is merged or rebased, where the policy says so, instead of ending the task.</summary>
    public const string ConflictsAreResolved = "conflicts-are-resolved";
}
