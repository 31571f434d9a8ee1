using System.Text.Json;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.GitHub.Identity;

namespace BackgroundAgent.Forges.GitHub.Maintenance;

/// <summary>The repositories that the App is installed on. Each installation is asked with a token that may read their names only.</summary>
internal sealed class InstalledRepositories(AppRequests app)
{
    /// <summary>Repositories that one answer names.</summary>
    private const int Most = 1_000;

    public async Task<JanitorRepositories> ReadAsync(CancellationToken cancellationToken)
    {
        var repositories = new List<RepositoryRef>();
        await foreach (var installation in PagesAsync("app/installations", null, null, cancellationToken))
        {
            if (installation.TryGetProperty("suspended_at", out var suspended) && suspended.ValueKind == JsonValueKind.String)
            {
                continue;
            }

            var id = installation.GetProperty("id").GetInt64();
            var narrow = new { permissions = new { metadata = "read" } };
            var answer = (await app.SendAsync(HttpMethod.Post, $"app/installations/{id}/access_tokens", narrow, cancellationToken)).Required();
            var token = new AccessToken(answer.GetProperty("token").GetString()!, $"installation-{id}");
            await foreach (var repository in PagesAsync("installation/repositories", "repositories", token, cancellationToken))
            {
                if (repositories.Count == Most)
                {
                    return new JanitorRepositories(repositories, $"The App is installed on more than {Most} repositories; only these were looked at.");
                }

                // An archived one can only be read.
                if (!(repository.TryGetProperty("archived", out var archived) && archived.ValueKind == JsonValueKind.True))
                {
                    repositories.Add(new RepositoryRef(GitHubForge.ForgeName, repository.GetProperty("clone_url").GetString()!));
                }
            }
        }

        return new JanitorRepositories(repositories);
    }

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string path, string? member, AccessToken? token, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var answer = await app.SendAsync(HttpMethod.Get, $"{path}?per_page=100{(next is null ? "" : "&" + next)}", null, token, cancellationToken);
            var items = answer.Required();
            foreach (var item in (member is null ? items : items.GetProperty(member)).EnumerateArray())
            {
                yield return item;
            }

            next = answer.Next;
        }
        while (next is not null);
    }
}
