using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Sandbox;
using BackgroundAgent.Worker;
using Temporalio.Client;

namespace BackgroundAgent.Benchmarks;

/// <summary>A small repository and everything in one process, in a folder of its own.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bgagent-bench-");

    public string Origin => Path.Combine(_folder.FullName, "origin");

    public string Folder => _folder.FullName;

    public AllInOne All { get; private set; } = null!;

    public static async Task<Scene> StartAsync(int ciRuns = 4, IsolationMode isolation = IsolationMode.Auto)
    {
        var scene = new Scene();
        Directory.CreateDirectory(scene.Origin);
        await Programs.RunAsync("git", scene.Origin, "init", "--quiet", "--initial-branch=main");
        for (var file = 0; file < 20; file++)
        {
            await File.WriteAllTextAsync(Path.Combine(scene.Origin, $"file{file}.txt"), $"line {file}\n");
        }

        await Programs.RunAsync("git", scene.Origin, "add", "--all");
        await Programs.RunAsync("git", scene.Origin, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "-m", "start");
        scene.All = await AllInOne.StartAsync(new AllInOneOptions
        {
            DataDirectory = Path.Combine(scene.Folder, "data"),
            MaxConcurrentCiRuns = ciRuns,
            Isolation = isolation,
        });
        return scene;
    }

    /// <param name="agent">Shell command that edits the work tree.</param>
    /// <param name="ci">Shell command that judges it.</param>
    public Task<WorkflowHandle<IAgentTask, TaskResult>> EnqueueAsync(string taskId, string agent, string ci)
    {
        var spec = new TaskSpec
        {
            TaskId = taskId,
            Title = taskId,
            Kind = TaskKind.Prompt,
            Repository = new RepositoryRef("local", Origin, "main"),
            Prompt = "bench",
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = agent }],
            CiCommand = ci,
        };
        return All.Client.StartWorkflowAsync((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec }), AgentTaskStart.Options(spec));
    }

    public async ValueTask DisposeAsync()
    {
        await All.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
