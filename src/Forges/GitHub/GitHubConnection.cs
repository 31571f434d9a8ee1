using System.Collections.Concurrent;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.GitHub.Http;
using BackgroundAgent.Forges.GitHub.Identity;
using Octokit;
using Octokit.Internal;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Clients of GitHub, one for each repository, over the same connections, limits and cache.</summary>
internal sealed class GitHubConnection(GitHubTransport transport, IGitHubIdentity identity, RequestBudgets budgets)
{
    private readonly ConcurrentDictionary<GitHubSlug, GitHubRepository> repositories = new();
    private readonly AnswerCache answers = new();

    /// <exception cref="ForgeException"><see cref="ForgeFault.Invalid"/>: that is no address of a repository.</exception>
    public GitHubRepository Of(RepositoryRef repository) => repositories.GetOrAdd(GitHubSlug.Of(repository), Create);

    private GitHubRepository Create(GitHubSlug slug)
    {
        var handler = new SignedInHandler(slug, identity, budgets, answers, transport.Sockets);
        var connection = new Connection(
            new ProductHeaderValue("background-agent"),
            transport.Api,
            new InMemoryCredentialStore(Credentials.Anonymous),
            new HttpClientAdapter(() => handler),
            new SimpleJsonSerializer());
        return new GitHubRepository(slug, new GitHubClient(connection), new HttpClient(handler, disposeHandler: false) { BaseAddress = transport.Api });
    }
}
