using BackgroundAgent.Architecture.Tests.Reading;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>Which project may know which.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Sandbox"] = [],
        ["Telemetry"] = [],
        ["DevServer"] = [],
        ["GitHubSimulator"] = ["Sandbox"],
        ["Workflows"] = ["Contracts"],
        ["Diagnosis"] = ["Contracts"],
        ["Patching"] = ["Contracts", "Sandbox"],
        ["Forges"] = ["Contracts", "Sandbox"],
        ["Activities"] = ["Contracts", "Diagnosis", "Patching", "Forges", "Telemetry"],
        ["Gateway"] = ["Contracts", "Telemetry"],
        ["Worker"] =
        [
            "Contracts", "Workflows", "Activities", "Diagnosis", "Patching", "Forges", "Sandbox", "Telemetry", "Gateway", "DevServer",
        ],
        // Diagnosis for `bgagent diagnose`, which needs no server.
        ["Starter"] = ["Contracts", "Telemetry", "Worker", "Diagnosis", "GitHubSimulator"],
        // The quick way to diagnose; other verbs are another program's.
        ["Starter.Native"] = ["Diagnosis"],
        ["DevServer.Host"] = ["DevServer"],
    };

    [Fact]
    public void Projects_References_StayInsideTheTable()
    {
        Violations.AssertNone(
            "A project references another that the table does not allow:",
            from project in ProjectFile.All
            where project.Path.StartsWith("src/", StringComparison.Ordinal)
            from reference in project.References
            where !(Allowed.TryGetValue(project.Name, out var allowed) && allowed.Contains(reference))
            select $"{project.Name} -> {reference}");
    }

    [Fact]
    public void Assemblies_References_StayInsideTheTable()
    {
        // What reaches a project through another's reference is not in its project file, but is in its assembly when it is used.
        var names = ProjectFile.All.ToDictionary(project => project.AssemblyName, project => project.Name);
        Violations.AssertNone(
            "An assembly uses another that the table does not allow:",
            from assembly in BuiltAssembly.All
            from reference in assembly.Module.AssemblyReferences
            where names.TryGetValue(reference.Name, out var name) && !Allowed[assembly.Project].Contains(name)
            select $"{assembly.Project} -> {names[reference.Name]}");
    }

    [Fact]
    public void Projects_OfTheTable_AllExist()
        => Assert.Empty(Allowed.Keys.Except(ProjectFile.All.Select(project => project.Name)));

    [Fact]
    public void Projects_All_AreInTheSolution()
    {
        var solution = Repository.Read("BackgroundAgent.sln").Replace('\\', '/');
        Violations.AssertNone(
            "A project is not in the solution:",
            ProjectFile.All.Select(project => project.Path).Where(path => !solution.Contains(path, StringComparison.Ordinal)));
    }
}
