using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Nightly;

namespace BackgroundAgent.Workflows.Tests.Nightly;

public sealed class GroupingTests
{
    private static readonly OutdatedDependency Lodash = new("npm", "lodash", "4.17.20", "4.17.21", UpgradeKind.Patch);
    private static readonly OutdatedDependency Babel = new("npm", "@babel/core", "7.1.0", "7.9.0", UpgradeKind.Minor);
    private static readonly OutdatedDependency BabelCli = new("npm", "@babel/cli", "7.1.0", "7.9.0", UpgradeKind.Minor);
    private static readonly OutdatedDependency Jest = new("npm", "jest", "28.0.0", "30.0.0", UpgradeKind.Major);
    private static readonly OutdatedDependency Serilog = new("nuget", "Serilog", "3.0.0", "3.1.0", UpgradeKind.Minor);
    private static readonly RepositoryRef Repository = new("local", "/r");

    [Fact]
    public void Group_NoRules_MinorsTogetherPerEcosystemAndMajorsAlone()
    {
        var groups = Grouping.Group([Serilog, Jest, Lodash, Babel], []);

        Assert.Equal(["npm-jest: npm:jest@30.0.0", "npm-minor: npm:@babel/core@7.9.0 npm:lodash@4.17.21", "nuget-minor: nuget:Serilog@3.1.0"], Show(groups));
    }

    [Theory]
    [InlineData("@babel/*", 2)]
    [InlineData("*babel*", 2)]
    [InlineData("*/core", 1)]
    [InlineData("@BABEL/core", 1)]
    [InlineData("*", 5)]
    [InlineData("lod*sh*", 1)]
    [InlineData("babel", 0)]
    [InlineData("lodash*lodash", 0)]
    public void Group_NamePattern_TakesWhatMatches(string pattern, int expected)
    {
        var groups = Grouping.Group([Lodash, Babel, BabelCli, Jest, Serilog], [new UpgradeRule { Group = "mine", Names = [pattern] }]);

        Assert.Equal(expected, groups.FirstOrDefault(group => group.Name == "mine")?.Dependencies.Count ?? 0);
    }

    [Fact]
    public void Group_IgnoreRule_LeavesThemAlone()
        => Assert.Equal(["nuget-minor: nuget:Serilog@3.1.0"], Show(Grouping.Group([Jest, Serilog], [new UpgradeRule { Ecosystem = "npm", Ignore = true }])));

    [Fact]
    public void Group_FirstRuleThatMatches_Wins()
    {
        var groups = Grouping.Group([Jest], [new UpgradeRule { Kinds = [UpgradeKind.Minor], Group = "a" }, new UpgradeRule { Group = "b" }, new UpgradeRule { Group = "c" }]);

        Assert.Equal("b", Assert.Single(groups).Name);
    }

    [Fact]
    public void Id_IsATaskId_AndFollowsFromRepositoryGroupAndTargets()
    {
        var group = new UpgradeGroup("npm-@babel/core", [Babel]);

        var id = UpgradeTasks.Id(Repository, group);

        Assert.True(Naming.IsTaskId(id), id);
        Assert.Equal(id, UpgradeTasks.Id(Repository, group with { Dependencies = [Babel with { Current = "7.2.0" }] }));
        Assert.NotEqual(id, UpgradeTasks.Id(Repository, group with { Dependencies = [Babel with { Target = "7.10.0" }] }));
        Assert.NotEqual(id, UpgradeTasks.Id(Repository with { Url = "/other" }, group));
        Assert.NotEqual(id, UpgradeTasks.Id(Repository, group with { Name = "npm--babel/core" }));
    }

    [Fact]
    public void Id_VeryLongOddName_IsATaskId()
        => Assert.True(Naming.IsTaskId(UpgradeTasks.Id(Repository, new UpgradeGroup(new string('@', 30) + new string('X', 90), [Babel]))));

    private static IEnumerable<string> Show(IReadOnlyList<UpgradeGroup> groups) => groups.Select(group => $"{group.Name}: {string.Join(' ', group.Upgrades)}");
}
