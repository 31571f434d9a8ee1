using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using BackgroundAgent.TestKit.GitHub;

namespace BackgroundAgent.Forges.Tests.GitHub;

internal sealed class GitHubForgeBench : ForgeBench
{
    private readonly ScratchFolder folder;
    private readonly ScratchRepository person;
    private readonly string origin;
    private readonly ForgesHost host;

    private GitHubForgeBench(ScratchFolder folder, ScratchRepository person, string origin, GitHubSimulator simulator)
    {
        this.folder = folder;
        this.person = person;
        this.origin = origin;
        Simulator = simulator;
        host = new ForgesHost(folder.Join("data"), services => services.AddGitHubForge(options =>
        {
            options.Token = GitHubSimulator.Token;
            options.ApiUrl = simulator.Address;
        }));
        simulator.Trigger(person.Head, "fine\n", "success");
        simulator.Finish(person.Head);
        BaseCommit = person.Head;
    }

    public GitHubSimulator Simulator { get; }

    public override IForge Forge => host.Get<IForge>();

    public override RepositoryRef Repository { get; } = new("github", "https://github.example/owner/repo.git");

    public override string BaseCommit { get; }

    public static async Task<GitHubForgeBench> StartAsync()
    {
        var folder = new ScratchFolder();
        var person = ScratchRepository.Create(folder.Join("person"));
        var origin = person.CloneBare(folder.Join("origin.git"));
        return new GitHubForgeBench(folder, person, origin, await GitHubSimulator.StartAsync(origin));
    }

    public override Task<PushRequest> PushAsync(string taskId, CiBehaviour behaviour)
    {
        var branch = Naming.Branch(taskId);
        person.Git("checkout", "--quiet", "-B", branch, "main");
        var commit = person.Commit(taskId);
        person.Git("push", "--quiet", origin, branch);
        Simulator.Trigger(commit, "error: it is broken\n", behaviour switch
        {
            CiBehaviour.Green => ["success"],
            CiBehaviour.Red => ["failure"],
            CiBehaviour.Flaky => ["failure", "success"],
            _ => [null],
        });
        return Task.FromResult(new PushRequest { TaskId = taskId, Repository = Repository, Branch = branch, Commit = commit, Policy = new TaskPolicy() });
    }

    public override async ValueTask DisposeAsync()
    {
        host.Dispose();
        await Simulator.DisposeAsync();
        folder.Dispose();
    }
}
