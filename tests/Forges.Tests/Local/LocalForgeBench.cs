using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Local;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.Sandbox;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BackgroundAgent.Forges.Tests.Local;

internal sealed class LocalForgeBench : ForgeBench
{
    public const string Command = "sh ci.sh";

    private readonly Action<LocalCiOptions>? configure;
    private ForgesHost host;

    private LocalForgeBench(Action<LocalCiOptions>? configure)
    {
        this.configure = configure;
        Origin = ScratchRepository.Create(Folder.Join("origin"));
        Origin.Write("ci.sh", "echo fine\n");
        BaseCommit = Origin.Commit("with ci");
        Repository = new RepositoryRef("local", Origin.Path);
        host = NewHost();
    }

    public ScratchFolder Folder { get; } = new();

    public ScratchRepository Origin { get; }

    public string Data => Folder.Join("data");

    public override IForge Forge => host.Get<IForge>();

    public override RepositoryRef Repository { get; }

    public override string BaseCommit { get; }

    /// <summary>A file of its own for CI scripts to leave marks in, outside every checkout.</summary>
    public string Marks => Folder.Join("marks");

    public static async Task<LocalForgeBench> StartAsync(Action<LocalCiOptions>? configure = null)
    {
        var bench = new LocalForgeBench(configure);
        await bench.StartCiAsync();
        return bench;
    }

    public override Task<PushRequest> PushAsync(string taskId, CiBehaviour behaviour) => Task.FromResult(Push(taskId, behaviour switch
    {
        CiBehaviour.Green => "echo fine",
        CiBehaviour.Red => "echo 'error: it is broken' >&2; exit 1",
        CiBehaviour.Flaky => "test \"$BGAGENT_RUN_ATTEMPT\" -gt 1",
        _ => "echo started; exec sleep 600",
    }));

    /// <summary>Commits a CI script to the task's branch of the origin.</summary>
    public PushRequest Push(string taskId, string script)
    {
        Origin.Git("checkout", "--quiet", "-B", Naming.Branch(taskId), "main");
        Origin.Write("ci.sh", script + "\n");
        var commit = Origin.Commit(taskId);
        Origin.Git("checkout", "--quiet", "main");
        return new PushRequest
        {
            TaskId = taskId,
            Repository = Repository,
            Branch = Naming.Branch(taskId),
            Commit = commit,
            Policy = new TaskPolicy { CiCommand = Command },
        };
    }

    /// <summary>Ends CI as a stopped process would.</summary>
    public async Task StopCiAsync()
    {
        foreach (var service in host.Get<IEnumerable<IHostedService>>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        host.Dispose();
    }

    /// <summary>Another process on the same data directory.</summary>
    public async Task RestartCiAsync()
    {
        host = NewHost();
        await StartCiAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await StopCiAsync();
        Folder.Dispose();
    }

    private async Task StartCiAsync()
    {
        foreach (var service in host.Get<IEnumerable<IHostedService>>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    private ForgesHost NewHost() => new(Data, services => services.AddLocalForge(options =>
    {
        options.Concurrency = 2;
        options.Isolation = IsolationMode.None;
        configure?.Invoke(options);
    }));
}
