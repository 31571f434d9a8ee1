using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Tests.Arguments;

public sealed class TextFormTests
{
    [Theory]
    [InlineData(0.04, "0s")]
    [InlineData(4.21, "4.2s")]
    [InlineData(59.9, "59s")]
    [InlineData(61, "1m 1s")]
    [InlineData(3_600, "1h")]
    [InlineData(93_600, "1d 2h")]
    public void Show_Duration_TwoLargestUnits(double seconds, string expected)
        => Assert.Equal(expected, Elapsed.Show(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("npm:lodash@4.17.21", "lodash", "4.17.21")]
    [InlineData("npm:@types/node@22.1.0", "@types/node", "22.1.0")]
    [InlineData("nuget:Newtonsoft.Json@13.0.3", "Newtonsoft.Json", "13.0.3")]
    [InlineData("nuget:A@1.0.0-rc.1+5", "A", "1.0.0-rc.1+5")]
    public void Upgrade_Valid_IsRead(string text, string name, string version)
    {
        var upgrade = UpgradeText.Parse(text, out var mistake);

        Assert.Null(mistake);
        Assert.Equal((name, version), (upgrade!.Name, upgrade.Version));
        Assert.Equal(text, upgrade.ToString());
    }

    [Theory]
    [InlineData("/a/b", "/a/b", true)]
    [InlineData("b/", "/work/b", true)]
    [InlineData(".", "/work", true)]
    [InlineData("file:///a/b", "/a/b", true)]
    [InlineData("https://example.org/a.git", "https://example.org/a.git", false)]
    [InlineData("git@example.org:a/b.git", "git@example.org:a/b.git", false)]
    [InlineData("ssh://git@example.org/a.git", "ssh://git@example.org/a.git", false)]
    public void Repository_Forms_AreToldApart(string text, string url, bool local)
        => Assert.Equal(new RepositoryText(url, local), RepositoryText.Parse(text, "/work"));

    [Theory]
    [InlineData("Fix the \"flaky\" tests!", "fix-the-flaky-tests-")]
    [InlineData("日本語", "task-")]
    [InlineData("--x--", "x-")]
    public void NewId_AnyTitle_IsATaskIdThatReadsLikeIt(string title, string start)
    {
        var id = TaskNames.NewId(title);

        Assert.StartsWith(start, id, StringComparison.Ordinal);
        Assert.True(Naming.IsTaskId(id));
        Assert.NotEqual(id, TaskNames.NewId(title));
    }

    [Fact]
    public void NewId_LongTitle_Fits() => Assert.True(Naming.IsTaskId(TaskNames.NewId(new string('a', 500))));

    [Fact]
    public void Title_Sources_PromptThenUpgradesThenPlaybook()
    {
        Assert.Equal("Use the new API", TaskNames.Title("\n# Use the new API\nmore", [], []));
        Assert.Equal(72, TaskNames.Title(new string('x', 200), [], []).Length);
        Assert.Equal("Upgrade a to 1.0", TaskNames.Title(null, [new("npm", "a", "1.0")], []));
        Assert.Equal("Upgrade a and 1 more", TaskNames.Title(null, [new("npm", "a", "1.0"), new("npm", "b", "1.0")], []));
        Assert.Equal("Apply playbook nulls", TaskNames.Title(null, [], ["x/nulls.yml"]));
    }
}
