using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

/// <summary>A person's repository, a bare origin and a host, for tests that look at one behaviour.</summary>
internal sealed class WorkspaceBench : IDisposable
{
    public const string TaskId = "t-1";

    public WorkspaceBench()
    {
        Person = ScratchRepository.Create(Folder.Join("person"));
        Person.Write(".gitignore", "*.log\n");
        Person.Write("src/app.txt", "one\n");
        Person.Commit("second");
        Origin = Person.CloneBare(Folder.Join("origin.git"));
        Repository = new RepositoryRef("local", Origin);
        Host = new ForgesHost(Data);
    }

    public ScratchFolder Folder { get; } = new();

    public ScratchRepository Person { get; }

    public string Origin { get; }

    public RepositoryRef Repository { get; }

    public ForgesHost Host { get; private set; }

    public string Data => Folder.Join("data");

    public string Mirror => Directory.GetDirectories(Folder.Join("data", "mirrors")).Single();

    public IGitWorkspaces Workspaces => Host.Get<IGitWorkspaces>();

    public Task<WorkTree> PrepareAsync() => Workspaces.PrepareAsync(TaskId, Repository, null, TestContext.Current.CancellationToken);

    public Task<string> CommitAsync(WorkTree tree, int attempt = 1)
        => Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, tree.HeadCommit, attempt), TestContext.Current.CancellationToken);

    /// <summary>Publishes a new commit on <c>main</c>.</summary>
    public string PersonMoves(string text)
    {
        Person.Write("src/app.txt", text);
        var commit = Person.Commit("moved");
        Person.Git("push", "--quiet", Origin, "main");
        return commit;
    }

    public void Dispose()
    {
        Host.Dispose();
        Folder.Dispose();
    }
}
