using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.Sandbox;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using BackgroundAgent.TestKit.GitHubApi;
using BackgroundAgent.Worker;
using Microsoft.Extensions.Configuration;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>The whole product in this process against a simulated GitHub; each test gets a repository of its own.</summary>
public sealed class GitHubScene : IAsyncLifetime
{
    private const string Secret = "simulated-webhook-secret";

    private readonly ScratchFolder folder = new();
    private readonly AllInOneOptions? change;
    private int repositories;

    public GitHubScene()
        : this(null)
    {
    }

    internal GitHubScene(AllInOneOptions? change) => this.change = change;

    public SimulatedGitHub GitHub { get; private set; } = null!;

    internal AllInOne All { get; private set; } = null!;

    private ApiWatch Watch { get; set; } = null!;

    private ScratchRepository Sample { get; set; } = null!;

    internal string DataDirectory => folder.Join("data");

    public async ValueTask InitializeAsync()
    {
        Sample = ScratchRepository.Create(folder.Join("sample"));
        GitHub = await SimulatedGitHub.StartAsync(new SimulatorOptions { Folder = folder.Join("github"), WebhookSecret = Secret });
        Watch = ApiWatch.Of(GitHub);
        All = await AllInOne.StartAsync((change ?? new AllInOneOptions { DataDirectory = "" }) with
        {
            DataDirectory = DataDirectory,
            Isolation = IsolationMode.None,
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(GitHub)).Build(),
        });
        GitHub.WebhookUrl = new Uri(All.Endpoint.GatewayUrl + "/webhooks/github");
    }

    /// <summary>Ends it, and holds everything that was asked and answered against GitHub's own description.</summary>
    public async ValueTask DisposeAsync()
    {
        await All.DisposeAsync();
        await GitHub.DisposeAsync();
        folder.Dispose();
        await Watch.VerifyAsync();
    }

    public static Dictionary<string, string?> Settings(SimulatedGitHub github) => new()
    {
        ["GitHub:Token"] = SimulatorOptions.MachineToken,
        ["GitHub:ApiUrl"] = github.Address.ToString(),
        ["GitHub:GitHost"] = github.Host,
        ["GitHub:QuietPeriod"] = "00:00:00.100",
        ["Gateway:GitHubSecrets:0"] = Secret,
        // A loaded machine; what a person said is sent once and not again here.
        ["Gateway:AnswerWithin"] = "00:00:10",
        ["Activities:IssueAgent"] = "echo done > answer.txt",
    };

    /// <summary>A repository whose CI wants <c>answer.txt</c> to say done.</summary>
    public async Task<SimulatedRepository> RepositoryAsync()
    {
        var repository = await GitHub.AddRepositoryAsync($"repo{Interlocked.Increment(ref repositories)}", Sample.Path);
        repository.Script = WantsDone;
        return repository;
    }

    /// <summary>Another person's clone, with that person's token.</summary>
    internal ScratchRepository Clone(SimulatedRepository repository, string login)
    {
        var url = repository.Url.Replace("://", $"://{login}:{GitHub.TokenOf(login)}@", StringComparison.Ordinal);
        return ScratchRepository.Clone(url, folder.Join($"{login}-{repository.FullName.Split('/')[1]}"));
    }

    internal Task<WorkflowHandle<IAgentTask, TaskResult>> StartAsync(SimulatedRepository repository, string taskId, Func<TaskSpec, TaskSpec>? with = null)
    {
        var spec = Spec(repository, taskId);
        return Scene.EnqueueAsync(All.Client, with?.Invoke(spec) ?? spec);
    }

    public static TaskSpec Spec(SimulatedRepository repository, string taskId) => new()
    {
        TaskId = taskId,
        Title = "Make it say done",
        Kind = TaskKind.Prompt,
        Repository = new RepositoryRef("github", repository.Url, "main"),
        Prompt = "Make it say done",
        Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = "case $BGAGENT_ATTEMPT in 1) echo alpha;; *) echo done;; esac > answer.txt" }],
    };

    /// <summary>One job that fails with a compiler-like line until the answer is done.</summary>
    public static CiPlan WantsDone(CommitView commit)
    {
        var answer = commit.Read("answer.txt")?.Trim();
        return CiPlan.OneJob(answer is null or "done" ? JobOutcome.Green : JobOutcome.Red($"answer.txt:1: error: {answer}\n"));
    }

    internal static Task<AgentTaskStatus> StateAsync(WorkflowHandle<IAgentTask, TaskResult> task, TaskState state)
        => Eventually.IsAsync($"{task.Id} to be {state}", () => task.QueryAsync(workflow => workflow.Status()), status => status.State == state, TimeSpan.FromMinutes(1));
}
