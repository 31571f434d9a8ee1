using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>What people say in comments, reviews and labels reaches the tasks; what strangers and bots say does not.</summary>
public sealed class PeopleTests(GitHubScene scene) : IClassFixture<GitHubScene>
{
    [Fact]
    public async Task Comment_OfAWriter_ApprovesAndIsAnswered()
    {
        var (repository, task) = await AtGateAsync("said");

        repository.Comment(1, "ada", "Fine by me.\n\n/bgagent approve");
        var result = await Scene.EndAsync(task);

        Assert.Equal((TaskState.Green, Reason.CiPassedAndApproved), (result.Status.State, result.Status.Reason));
        await Eventually.IsAsync(
            "the answer", () => Task.FromResult(repository.CommentsOf(1)),
            comments => comments.Any(comment => comment.Body.Contains("Approval 1 of 1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Review_ThatApproves_PassesTheGate()
    {
        var (repository, task) = await AtGateAsync("reviewed");

        repository.Review(1, "ada", "approved", "");

        Assert.Equal(Reason.CiPassedAndApproved, (await Scene.EndAsync(task)).Status.Reason);
    }

    [Fact]
    public async Task Review_ThatWantsChanges_MakesAnotherAttempt()
    {
        var (repository, task) = await AtGateAsync("changes");
        var first = await task.QueryAsync(workflow => workflow.Status());

        repository.Review(1, "ada", "changes_requested", "say done, please");
        var second = await Eventually.IsAsync(
            "another commit at the gate", () => task.QueryAsync(workflow => workflow.Status()),
            status => status.State == TaskState.AwaitingApproval && status.HeadCommit != first.HeadCommit, TimeSpan.FromMinutes(1));
        repository.Comment(1, "ada", "/bgagent approve");

        Assert.Equal(2, second.Attempt);
        Assert.Equal(TaskState.Green, (await Scene.EndAsync(task)).Status.State);
    }

    [Fact]
    public async Task Review_CommentOnALine_MakesAnotherAttempt()
    {
        var (repository, task) = await AtGateAsync("line");

        repository.Review(1, "ada", "commented", "this should say done", path: "answer.txt");
        await Eventually.IsAsync(
            "another attempt", () => task.QueryAsync(workflow => workflow.Attempts()), attempts => attempts.Count == 2, TimeSpan.FromMinutes(1));
        Assert.Contains("branch bgagent/line pushed", await Eventually.IsAsync(
            "the second commit", () => Task.FromResult(scene.GitHub.Ledger.Of(repository.FullName)), ledger => ledger.Contains("branch bgagent/line pushed"), TimeSpan.FromMinutes(1)));
        repository.Comment(1, "ada", "/bgagent stop");

        Assert.Equal(TaskState.Cancelled, (await Scene.EndAsync(task)).Status.State);
    }

    [Fact]
    public async Task Comment_OfStrangersAndBots_ChangesNothing()
    {
        var (repository, task) = await AtGateAsync("strangers");
        repository.Allow("robot", "admin");
        repository.Allow("reader", "read");

        repository.Comment(1, "stranger", "/bgagent approve");
        repository.Comment(1, "reader", "/bgagent stop");
        repository.Comment(1, "robot", "/bgagent stop", isBot: true);
        repository.Comment(1, "ada", "> /bgagent stop\n\nNo, do not.");
        repository.Comment(1, "ada", "/bgagent status");
        await Eventually.IsAsync(
            "the status", () => Task.FromResult(repository.CommentsOf(1)),
            comments => comments.Any(comment => comment.Body.Contains("**awaiting-approval**", StringComparison.Ordinal)), TimeSpan.FromMinutes(1));

        Assert.Equal(TaskState.AwaitingApproval, (await task.QueryAsync(workflow => workflow.Status())).State);
        repository.Comment(1, "ada", "/bgagent stop");
        await Scene.EndAsync(task);
    }

    [Fact]
    public async Task Comment_Retry_StartsAnEndedTaskAgain()
    {
        var (repository, task) = await AtGateAsync("again");
        repository.Comment(1, "ada", "/bgagent stop");
        await Scene.EndAsync(task);

        repository.Comment(1, "ada", "/bgagent retry");

        await GitHubScene.StateAsync(Newest("again"), TaskState.AwaitingApproval);
        await Newest("again").ExecuteUpdateAsync(workflow => workflow.CancelNowAsync(new PersonRequest("ada")));
    }

    [Fact]
    public async Task Retry_HandledTwiceAsAfterALostAnswer_StartsOneRunAndSaysSoBothTimes()
    {
        var (repository, task) = await AtGateAsync("twice");
        repository.Comment(1, "ada", "/bgagent stop");
        await Scene.EndAsync(task);
        var command = Command(repository, "/bgagent retry");

        var first = await HandleAsync(command);
        var run = (await Newest("twice").DescribeAsync()).RunId;
        var second = await HandleAsync(command);
        var other = await HandleAsync(command with { SourceId = "4712" });

        Assert.Equal((CommandOutcome.Done, first), (first.Outcome, second));
        Assert.Equal(run, (await Newest("twice").DescribeAsync()).RunId);
        Assert.Equal((CommandOutcome.Refused, "The task is still at work; nothing was started."), (other.Outcome, other.Message));
        await Newest("twice").ExecuteUpdateAsync(workflow => workflow.CancelNowAsync(new PersonRequest("ada")));
    }

    [Fact]
    public async Task Approve_SaidBeforeTheNewestCommit_IsNoWordOnIt()
    {
        var (repository, task) = await AtGateAsync("late");
        var command = Command(repository, "/bgagent approve");

        var late = await HandleAsync(command with { SaidAt = DateTimeOffset.UtcNow.AddHours(-1) });
        var state = (await task.QueryAsync(workflow => workflow.Status())).State;
        var now = await HandleAsync(command with { SourceId = "4712", SaidAt = DateTimeOffset.UtcNow });

        Assert.Equal((CommandOutcome.Refused, TaskState.AwaitingApproval, CommandOutcome.Done), (late.Outcome, state, now.Outcome));
        Assert.Contains("newer commit", late.Message, StringComparison.Ordinal);
        Assert.Equal(Reason.CiPassedAndApproved, (await Scene.EndAsync(task)).Status.Reason);
    }

    [Fact]
    public async Task Label_OnAnIssue_StartsOneTask()
    {
        var repository = await scene.RepositoryAsync();
        repository.Allow("ada", "write");
        var issue = repository.OpenIssue("somebody", "It should say done", "See answer.txt.");

        repository.Label(issue, "ada", "bgagent");
        repository.Comment(issue, "ada", "/bgagent run make it say done");
        var pulls = await Eventually.IsAsync("the pull request", () => Task.FromResult(repository.Pulls), found => found.Count == 1, TimeSpan.FromMinutes(1));
        var answers = await Eventually.IsAsync(
            "both answers", () => Task.FromResult(repository.CommentsOf(issue)), comments => comments.Count(IsAnswer) == 2, TimeSpan.FromMinutes(1));

        Assert.StartsWith($"bgagent/issue-{issue}-", pulls[0].Head, StringComparison.Ordinal);
        Assert.Contains(answers, comment => comment.Body.Contains("is there already", StringComparison.Ordinal));
    }

    private ForgeCommand Command(SimulatedRepository repository, string text) => new()
    {
        Repository = new RepositoryRef("github", repository.Url),
        Number = 1,
        Source = CommandSource.Comment,
        SourceId = "4711",
        By = new ForgePerson(scene.GitHub.IdOf("ada"), "ada"),
        Text = text,
    };

    /// <summary>As the gateway has it done, under an id of its own: the same command again is what a retried activity does.</summary>
    private Task<ForgeCommandResult> HandleAsync(ForgeCommand command) => scene.All.Client.ExecuteWorkflowAsync(
        (IForgeCommandWorkflow workflow) => workflow.RunAsync(command), new WorkflowOptions($"handle-{Guid.NewGuid():N}", Naming.SharedTaskQueue));

    private static bool IsAnswer((string By, string Body) comment) => comment.Body.StartsWith("<!-- bgagent:reply", StringComparison.Ordinal);

    private WorkflowHandle<IAgentTask, TaskResult> Newest(string taskId)
        => scene.All.Client.GetWorkflowHandle<IAgentTask, TaskResult>(Naming.WorkflowId(taskId));

    private async Task<(SimulatedRepository Repository, WorkflowHandle<IAgentTask, TaskResult> Task)> AtGateAsync(string taskId)
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => CiPlan.OneJob(JobOutcome.Green);
        repository.Allow("ada", "write");
        var task = await scene.StartAsync(repository, taskId, spec => spec with { PolicyText = "approvals: 1\n" });
        await GitHubScene.StateAsync(task, TaskState.AwaitingApproval);
        return (repository, task);
    }
}
