using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Demo;

/// <summary>The task of the demo: an upgrade that breaks the build, then the tests, and two rounds of known fixes.</summary>
internal static class DemoTask
{
    public const string Upgrade = "nuget:Rates@2.0.0";
    public const string Ci = "sh ci.sh";

    /// <param name="folder">Of the demo.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="remote">Where the sample was published; null: it is worked on where it lies, with local CI.</param>
    public static TaskSpec Of(DemoFolder folder, string person, RepositoryRef? remote = null) => new()
    {
        TaskId = "upgrade-rates",
        Title = "Upgrade Rates to 2.0.0",
        Kind = TaskKind.Upgrade,
        Repository = remote ?? new RepositoryRef("local", folder.Repository),
        Patchers =
        [
            new PatcherSpec { Type = PatcherType.Dependency, Upgrades = [Upgrade] },
            new PatcherSpec { Type = PatcherType.Playbook, Playbook = folder.PlaybookText() },
        ],
        CiCommand = remote is null ? Ci : null,
        RequestedBy = person,
    };
}
