using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>The janitor on what tasks leave behind.</summary>
public sealed class MaintenanceTests(GitHubScene scene) : IClassFixture<GitHubScene>
{
    private const string NeverDone = "echo alpha-$BGAGENT_ATTEMPT > answer.txt";

    [Fact]
    public async Task Janitor_LeftoversOfEveryKind_RemovesOnlyWhatIsOursAndUntouched()
    {
        var repository = await scene.RepositoryAsync();
        await Task.WhenAll(BlockedAsync(repository, "left"), BlockedAsync(repository, "helped"), BlockedAsync(repository, "kept"), LiveAsync(repository, "alive"));
        var person = scene.Clone(repository, "ada");
        person.Git("checkout", "--quiet", "bgagent/helped");
        person.Commit("a hand");
        person.Git("push", "--quiet", "origin", "bgagent/helped");
        repository.LabelPull(NumberOf(repository, "kept"), "bgagent-keep");

        var young = await TidyAsync(repository, TimeSpan.FromHours(1));
        var dry = await TidyAsync(repository, TimeSpan.Zero, dryRun: true);
        Assert.Equal((0, 0), (young.Removed, dry.Removed));
        Assert.Equal(4, repository.Pulls.Count(pull => pull.State == "open"));

        var wet = await TidyAsync(repository, TimeSpan.Zero);
        var again = await TidyAsync(repository, TimeSpan.Zero);

        Assert.Equal(["bgagent/left"], dry.Orphans.Select(orphan => orphan.Leftover.Branch));
        Assert.Equal(
            new Dictionary<string, int> { ["kept"] = 1, ["orphan"] = 1, ["others-work"] = 1, ["task-lives"] = 1 }, wet.Branches.OrderBy(pair => pair.Key).ToDictionary());
        Assert.Equal((1, 0), (wet.Removed, again.Removed));
        Assert.Null(repository.Head("bgagent/left"));
        Assert.All(new[] { "helped", "kept", "alive" }, task => Assert.NotNull(repository.Head($"bgagent/{task}")));
        Assert.Equal("closed", repository.Pulls.Single(pull => pull.Head == "bgagent/left").State);
        Assert.Single(repository.CommentsOf(NumberOf(repository, "left")), comment => comment.Body.Contains("No task works on this draft", StringComparison.Ordinal));
        repository.Comment(NumberOf(repository, "alive"), "ada", "/bgagent stop");
    }

    private static int NumberOf(SimulatedRepository repository, string task) => repository.Pulls.Single(pull => pull.Head == $"bgagent/{task}").Number;

    private async Task BlockedAsync(SimulatedRepository repository, string task)
    {
        var started = await scene.StartAsync(repository, task, spec => spec with
        {
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = NeverDone }],
            Budgets = new BudgetOverrides { Attempts = 1 },
        });
        Assert.Equal(Reason.AttemptsUsed, (await Scene.EndAsync(started)).Status.Reason);
    }

    private async Task LiveAsync(SimulatedRepository repository, string task)
    {
        repository.Allow("ada", "write");
        var started = await scene.StartAsync(repository, task, spec => spec with
        {
            PolicyText = "approvals: 1\n",
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = "echo done > answer.txt" }],
        });
        await GitHubScene.StateAsync(started, TaskState.AwaitingApproval);
    }

    private Task<JanitorResult> TidyAsync(SimulatedRepository repository, TimeSpan grace, bool dryRun = false)
    {
        var input = new JanitorInput { Repositories = [repository.Url], Installed = false, Grace = grace, DryRun = dryRun };
        return scene.All.Client.ExecuteWorkflowAsync((IJanitor janitor) => janitor.RunAsync(input), new WorkflowOptions($"janitor-{Guid.NewGuid():N}", Naming.SharedTaskQueue));
    }
}
