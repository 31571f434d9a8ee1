using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.GitHub;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using BackgroundAgent.TestKit.GitHubApi;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>The forge against the simulated GitHub, with the App's identity or a token.</summary>
internal sealed class GitHubForgeBench : ForgeBench
{
    private readonly ScratchFolder folder;
    private readonly ScratchRepository person;
    private readonly ForgesHost host;
    private readonly Dictionary<string, CiPlan> plans = [];

    private GitHubForgeBench(ScratchFolder folder, ScratchRepository person, SimulatedGitHub simulator, SimulatedRepository repository, Action<GitHubOptions>? configure)
    {
        this.folder = folder;
        this.person = person;
        Simulator = simulator;
        Watch = ApiWatch.Of(simulator);
        Simulated = repository;
        Repository = new RepositoryRef("github", repository.Url);
        host = new ForgesHost(folder.Join("data"), services => services.AddGitHubForge(options =>
        {
            options.Token = SimulatorOptions.MachineToken;
            options.ApiUrl = simulator.Address;
            options.GitHost = simulator.Host;
            configure?.Invoke(options);
        }));
        repository.Script = commit => plans.GetValueOrDefault(commit.Branch) ?? new CiPlan();
        BaseCommit = person.Head;
    }

    public SimulatedGitHub Simulator { get; }

    public SimulatedRepository Simulated { get; }

    public ApiWatch Watch { get; }

    public override IForge Forge => host.Get<IForge>();

    public ForgesHost Host => host;

    public override RepositoryRef Repository { get; }

    public override string BaseCommit { get; }

    public static async Task<GitHubForgeBench> StartAsync(Action<GitHubOptions>? configure = null, Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var folder = new ScratchFolder();
        var person = ScratchRepository.Create(folder.Join("person"));
        var options = new SimulatorOptions { Folder = folder.Join("github") };
        var simulator = await SimulatedGitHub.StartAsync(change?.Invoke(options) ?? options);
        var repository = await simulator.AddRepositoryAsync("repo", person.Path);
        repository.RunCi("main", CiPlan.OneJob(JobOutcome.Green));
        return new GitHubForgeBench(folder, person, simulator, repository, configure);
    }

    public override Task<PushRequest> PushAsync(string taskId, CiBehaviour behaviour) => PushAsync(taskId, behaviour switch
    {
        CiBehaviour.Green => CiPlan.OneJob(JobOutcome.Green),
        CiBehaviour.Red => CiPlan.OneJob(JobOutcome.Red("error: it is broken\n")),
        CiBehaviour.Flaky => CiPlan.OneJob(JobOutcome.Red("error: it is broken\n"), JobOutcome.Green),
        _ => CiPlan.OneJob(new JobOutcome { Endless = true }),
    });

    public async Task<PushRequest> PushAsync(string taskId, CiPlan plan, (string File, string Text)? change = null)
    {
        var branch = Naming.Branch(taskId);
        plans[branch] = plan;
        person.Git("checkout", "--quiet", "-B", branch, "main");
        if (change is var (file, text))
        {
            person.Write(file, text);
        }

        var commit = person.Commit(taskId);
        person.Git("push", "--quiet", Simulated.Folder, branch);
        await Simulated.PushedAsync("machine");
        return new PushRequest { TaskId = taskId, Repository = Repository, Branch = branch, Commit = commit, Policy = new TaskPolicy() };
    }

    /// <summary>What git says in the simulated repository.</summary>
    public string Git(params string[] arguments) => GitCommand.Run(Simulated.Folder, arguments).Trim();

    /// <summary>Somebody pushes to the base branch.</summary>
    public async Task MoveBaseAsync(string file, string text)
    {
        person.Git("checkout", "--quiet", "main");
        person.Write(file, text);
        person.Commit("meanwhile");
        person.Git("push", "--quiet", Simulated.Folder, "main");
        await Simulated.PushedAsync("ada");
    }

    /// <summary>Ends it, and holds everything that was asked and answered against GitHub's own description.</summary>
    public override async ValueTask DisposeAsync()
    {
        host.Dispose();
        await Simulator.DisposeAsync();
        folder.Dispose();
        await Watch.VerifyAsync();
    }
}
