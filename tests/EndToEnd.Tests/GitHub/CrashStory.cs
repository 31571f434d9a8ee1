using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>A task that comes to activities of its own.</summary>
internal sealed record CrashStory(string Name, TaskState End)
{
    /// <summary>CI fails once without a cause.</summary>
    public static readonly CrashStory Flaky = new("flaky", TaskState.Green)
    {
        Arrange = (repository, _) => repository.Script = _ => CiPlan.OneJob(JobOutcome.Red("something went wrong\n"), JobOutcome.Green),
    };

    /// <summary>The base moves on, and branches must hold all of it.</summary>
    public static readonly CrashStory Behind = new("behind", TaskState.Green)
    {
        Policy = "pullRequest:\n  onConflict: merge\n",
        Arrange = (repository, scene) =>
        {
            repository.Require("main", ["build"], byRuleset: true);
            repository.Demand("main", upToDate: true);
            var ada = scene.Clone(repository, "ada");
            ada.Write("other.txt", "other\n");
            ada.Commit("meanwhile");
            repository.Script = commit =>
            {
                if (commit.Branch != "main" && commit.Read("other.txt") is null)
                {
                    ada.Git("push", "--quiet", repository.Folder, "main");
                }

                return CiPlan.OneJob(JobOutcome.Green);
            };
        },
    };

    /// <summary>Somebody stops it while CI runs.</summary>
    public static readonly CrashStory Cancelled = new("cancelled", TaskState.Cancelled)
    {
        Arrange = (repository, _) => repository.Script = _ => CiPlan.OneJob(new JobOutcome { Endless = true }),
        Act = async task =>
        {
            await GitHubScene.StateAsync(task, TaskState.WaitingCi);
            await task.ExecuteUpdateAsync(workflow => workflow.CancelNowAsync(new PersonRequest("ada")));
        },
    };

    public string? Policy { get; init; }

    public required Action<SimulatedRepository, GitHubScene> Arrange { get; init; }

    public Func<WorkflowHandle<IAgentTask, TaskResult>, Task>? Act { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="announce">Told the workflow's id before it starts.</param>
    /// <returns>What the product did to GitHub, without the task's name.</returns>
    public async Task<List<string>> RunAsync(GitHubScene scene, Action<string> announce)
    {
        var repository = await scene.RepositoryAsync();
        var name = repository.FullName.Split('/')[1];
        Arrange(repository, scene);
        announce(Naming.WorkflowId(name));
        var task = await scene.StartAsync(repository, name, spec => spec with { PolicyText = Policy });
        if (Act is not null)
        {
            await Act(task);
        }

        var result = await Scene.EndAsync(task);
        Assert.True(result.Status.State == End, $"{Name}: {result.Status.State} {result.Status.Reason}: {result.Status.Detail}");
        return [.. scene.GitHub.Ledger.All.Where(effect => effect.Repository == repository.FullName && effect.What != "branch main pushed")
            .Select(effect => effect.What.Replace(name, "", StringComparison.Ordinal))];
    }
}
