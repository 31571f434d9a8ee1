using System.Net;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.TestKit.Git;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Forges.Tests.Git;

public sealed class HttpCredentialsTests : IAsyncLifetime
{
    private readonly WorkspaceBench bench = new();
    private readonly FixedCredentials credentials = new();
    private GitHttpHost server = null!;
    private ForgesHost host = null!;
    private RepositoryRef repository = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await GitHttpHost.StartAsync(bench.Folder.Path);
        server.Credentials = "x-access-token:s3cret";
        host = new ForgesHost(bench.Data, services => services.AddSingleton<IGitCredentials>(credentials));
        repository = new RepositoryRef("local", server.Address + "origin.git");
    }

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await server.DisposeAsync();
        bench.Dispose();
    }

    [Fact]
    public async Task PrepareAndPush_WithCredentials_LeaveNoSecretOnDisk()
    {
        credentials.Answer = new GitCredential("x-access-token", "s3cret");
        var workspaces = host.Get<IGitWorkspaces>();
        var tree = await workspaces.PrepareAsync("t-1", repository, null, Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);
        var commit = await workspaces.CommitAsync(tree, WorkspaceRequests.Commit("t-1", repository, tree.HeadCommit), Cancel);

        var result = await workspaces.PushAsync(tree, WorkspaceRequests.Push("t-1", repository, commit), Cancel);

        Assert.Equal(PushStatus.Pushed, result.Status);
        Assert.Equal(commit, GitCommand.Run(bench.Origin, "rev-parse", "refs/heads/bgagent/t-1"));
        Assert.All(
            Directory.EnumerateFiles(bench.Data, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("s3cret", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task PrepareAsync_NoOrWrongCredentials_IsUnauthorized(string? password)
    {
        credentials.Answer = password is null ? null : new GitCredential("x-access-token", password);

        var fault = await Assert.ThrowsAsync<ForgeException>(() => host.Get<IGitWorkspaces>().PrepareAsync("t-1", repository, null, Cancel));

        Assert.Equal(ForgeFault.Unauthorized, fault.Fault);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, ForgeFault.NotFound)]
    [InlineData(HttpStatusCode.Forbidden, ForgeFault.Unauthorized)]
    [InlineData(HttpStatusCode.BadGateway, ForgeFault.Transient)]
    [InlineData(HttpStatusCode.TooManyRequests, ForgeFault.Transient)]
    public async Task PrepareAsync_ServerFaults_AreToldApart(HttpStatusCode status, ForgeFault expected)
    {
        server.Fault = status;

        var fault = await Assert.ThrowsAsync<ForgeException>(() => host.Get<IGitWorkspaces>().PrepareAsync("t-1", repository, null, Cancel));

        Assert.Equal(expected, fault.Fault);
    }

    [Fact]
    public async Task PrepareAsync_NobodyListens_IsTransient()
    {
        await server.DisposeAsync();

        var fault = await Assert.ThrowsAsync<ForgeException>(() => host.Get<IGitWorkspaces>().PrepareAsync("t-1", repository, null, Cancel));

        Assert.Equal(ForgeFault.Transient, fault.Fault);
    }

    private sealed class FixedCredentials : IGitCredentials
    {
        public GitCredential? Answer { get; set; }

        public Task<GitCredential?> GetAsync(Uri repository, CancellationToken cancellationToken) => Task.FromResult(Answer);
    }
}
