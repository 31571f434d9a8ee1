using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

/// <summary>Mistakes about the task itself, told before anything is started.</summary>
public sealed class TaskMistakeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Enqueue_NoSuchFolder_SaysSo()
        => await FailsAsync(["--repo", folder.Path + "/gone", "--ci", "true", "--agent", "true"], "there is no folder " + folder.Path + "/gone");

    [Fact]
    public async Task Enqueue_NotARepository_SaysWhatToDo()
        => await FailsAsync(["--repo", folder.Path, "--ci", "true", "--agent", "true"], "is not a git repository", "git init");

    [Fact]
    public async Task Enqueue_NoCommits_SaysSo()
    {
        await Programs.GitAsync(folder.Path, "init", "-q", "-b", "main");

        await FailsAsync(["--repo", folder.Path, "--ci", "true", "--agent", "true"], "has no commits");
    }

    [Fact]
    public async Task Enqueue_UnbornBranchBesideOthers_SaysWhichBranch()
    {
        var app = await Programs.RepositoryAsync(folder);
        await Programs.GitAsync(app, "switch", "-q", "--orphan", "fresh");

        await FailsAsync(["--repo", app, "--ci", "true", "--agent", "true"], "the current branch 'fresh'");
    }

    [Fact]
    public async Task Enqueue_UnknownBase_ListsBranches()
    {
        var app = await Programs.RepositoryAsync(folder);
        await Programs.GitAsync(app, "branch", "release/1");
        await Programs.GitAsync(app, "branch", "bgagent/x");
        await Programs.GitAsync(app, "pack-refs", "--all");

        var cli = await FailsAsync(["--repo", app, "--base", "mian", "--ci", "true", "--agent", "true"], "there is no branch 'mian'", "main, release/1.");
        Assert.DoesNotContain("bgagent/x", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enqueue_NoCi_SaysWhereToGiveIt()
    {
        var app = await Programs.RepositoryAsync(folder);

        await FailsAsync(["--repo", app, "--agent", "true"], "nothing judges the result: give --ci CMD", ".bgagent.yml");
    }

    [Fact]
    public async Task Enqueue_PlaybooksWithMistakes_NamesEachWithItsPlace()
    {
        var app = await Programs.RepositoryAsync(folder);
        var one = Path.Combine(folder.Path, "one.yml");
        var two = Path.Combine(folder.Path, "two.yml");
        await File.WriteAllTextAsync(one, "rules:\n  - match: { tool: csc }\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(two, "rules:\n  - fixes:\n      - runs: make\n", TestContext.Current.CancellationToken);

        await FailsAsync(["--repo", app, "--ci", "true", "--playbook", one, "--playbook", two], one + ":2:", two + ":3:");
    }

    [Fact]
    public async Task Enqueue_PolicyInRepository_NeedsNoCi()
    {
        var app = await Programs.RepositoryAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(app, ".bgagent.yml"), "version: 1\n");

        var cli = new Cli();
        var exit = await cli.RunAsync("enqueue", "--repo", app, "--agent", "true", "--data-dir", folder.Path);

        Assert.Equal(1, exit);
        Assert.Contains("no 'bgagent up' is running", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ada:s3cret@git.example.org/app.git")]
    [InlineData("https://s3cret@git.example.org/app.git")]
    [InlineData("ssh://git:s3cret@git.example.org/app.git")]
    public async Task Enqueue_CredentialsInUrl_RefusesAndHidesThem(string url)
    {
        var cli = await FailsAsync(["--repo", url, "--agent", "true"], "credentials in its URL", "git.example.org/app.git");

        Assert.DoesNotContain("s3cret", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enqueue_UnknownScheme_Refuses()
        => await FailsAsync(["--repo", "ftp://example.org/a.git", "--agent", "true"], "cannot be cloned");

    [Theory]
    [InlineData("lodash", "'lodash' is not an upgrade")]
    [InlineData("cargo:serde@1.0.0", "'cargo' is not an ecosystem")]
    [InlineData("npm:lodash@latest", "'npm:lodash@latest' is not an upgrade")]
    public async Task Enqueue_InvalidUpgrade_SaysTheForm(string upgrade, string expected)
        => await FailsAsync(["--ci", "true", "--upgrade", upgrade], expected);

    [Fact]
    public async Task Enqueue_TwoInvalidUpgrades_NamesBoth()
        => await FailsAsync(["--ci", "true", "--upgrade", "one", "--upgrade", "two"], "'one'", "'two'");

    [Fact]
    public async Task Enqueue_MissingAgentProgram_SaysSo()
    {
        var app = await Programs.RepositoryAsync(folder);

        await FailsAsync(["--repo", app, "--ci", "true", "--agent", "no-such-agent --yes"], "--agent: the program 'no-such-agent' is not on PATH");
    }

    [Fact]
    public async Task Enqueue_MissingRelativeProgram_SaysWhereItIsLookedFor()
    {
        var app = await Programs.RepositoryAsync(folder);

        await FailsAsync(["--repo", app, "--ci", "./ci.sh", "--agent", "true"], "--ci: there is no program ./ci.sh", app);
    }

    [Fact]
    public async Task Enqueue_MissingFiles_SaysWhichOption()
    {
        var app = await Programs.RepositoryAsync(folder);

        await FailsAsync(["--repo", app, "--ci", "true", "--playbook", "gone.yml"], "--playbook: there is no file");
        await FailsAsync(["--repo", app, "--ci", "true", "--agent", "true", "--prompt", "@gone.md"], "--prompt: there is no file");
        await FailsAsync(["--repo", app, "--ci", "true", "--agent", "true", "--policy", "gone.yml"], "--policy: there is no file");
    }

    [Fact]
    public async Task Enqueue_EmptyPrompt_SaysSo()
    {
        var app = await Programs.RepositoryAsync(folder);

        await FailsAsync(["--repo", app, "--ci", "true", "--agent", "true", "--prompt", "-"], "--prompt is empty");
    }

    private async Task<Cli> FailsAsync(string[] arguments, params string[] expected)
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        var exit = await cli.RunAsync(["enqueue", .. arguments, "--data-dir", folder.Path]);
        Assert.Equal(64, exit);
        Assert.All(expected, text => Assert.Contains(text, cli.Error, StringComparison.Ordinal));
        Assert.StartsWith("bgagent: ", cli.Error, StringComparison.Ordinal);
        return cli;
    }
}
