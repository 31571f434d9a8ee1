using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using BackgroundAgent.Worker;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>A real repository and everything in one process, in a folder of its own.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>Two failures that differ, then the repair: a patcher that needs three attempts.</summary>
    public const string AgentOfThreeAttempts = "case $BGAGENT_ATTEMPT in 1) echo alpha;; 2) echo beta;; *) echo done;; esac > answer.txt";

    public const string CiThatWantsDone = "echo \"answer.txt:1: error: $(cat answer.txt)\"; grep -q done answer.txt";

    private static readonly TimeSpan EndTimeout = TimeSpan.FromMinutes(3);

    private readonly ScratchFolder _folder = new();

    public Scene() => Origin = ScratchRepository.Create(_folder.Join("origin"));

    public ScratchRepository Origin { get; }

    public string DataDirectory => _folder.Join("data");

    public AllInOne? All { get; private set; }

    public static async Task<Scene> StartAsync(Func<AllInOneOptions, AllInOneOptions>? change = null)
    {
        var scene = new Scene();
        var options = new AllInOneOptions { DataDirectory = scene.DataDirectory };
        scene.All = await AllInOne.StartAsync(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
        return scene;
    }

    public TaskSpec Spec(string taskId, string agent, string ci) => new()
    {
        TaskId = taskId,
        Title = "Make it say done",
        Kind = TaskKind.Prompt,
        Repository = new RepositoryRef("local", Origin.Path, "main"),
        Prompt = "Make it say done",
        Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = agent }],
        CiCommand = ci,
    };

    public static Task<WorkflowHandle<IAgentTask, TaskResult>> EnqueueAsync(ITemporalClient client, TaskSpec spec)
        => client.StartWorkflowAsync((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec }), AgentTaskStart.Options(spec));

    /// <summary>The end of a task; says where it hangs when it does not come.</summary>
    public static async Task<TaskResult> EndAsync(WorkflowHandle<IAgentTask, TaskResult> task)
    {
        try
        {
            return await task.GetResultAsync().WaitAsync(EndTimeout, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            var status = await task.QueryAsync(workflow => workflow.Status());
            throw new TimeoutException($"{task.Id} did not end; it is {status.State} in attempt {status.Attempt}: {status.Detail}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (All is not null)
        {
            await All.DisposeAsync();
        }

        _folder.Dispose();
    }
}
