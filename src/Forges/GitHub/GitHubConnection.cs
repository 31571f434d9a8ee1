using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using Microsoft.Extensions.Options;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Calls GitHub and maps what it refuses.</summary>
internal sealed class GitHubConnection
{
    public GitHubConnection(IOptions<GitHubOptions> options)
    {
        var client = new GitHubClient(new ProductHeaderValue("background-agent"), options.Value.ApiUrl);
        if (options.Value.Token is { Length: > 0 } token)
        {
            client.Credentials = new Credentials(token);
        }

        Client = client;
    }

    public IGitHubClient Client { get; }

    /// <summary>Owner and name, from the last two parts of the address.</summary>
    public static (string Owner, string Name) Slug(RepositoryRef repository)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        var parts = url.Scheme == RepositoryScheme.Local ? [] : new Uri(url.Text).AbsolutePath.Trim('/').Split('/');
        if (parts.Length != 2)
        {
            throw new ForgeException(ForgeFault.Invalid, $"{url.Text} is not the address of a GitHub repository (host/owner/name).");
        }

        var name = parts[1].EndsWith(".git", StringComparison.Ordinal) ? parts[1][..^4] : parts[1];
        return (parts[0], name);
    }

    /// <summary>Runs a call; every refusal becomes a <see cref="ForgeException"/>.</summary>
    public async Task<T> CallAsync<T>(Func<IGitHubClient, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(Client).WaitAsync(cancellationToken);
        }
        catch (ApiException fault)
        {
            throw new ForgeException(Fault(fault), $"GitHub answered {(int)fault.StatusCode}: {fault.Message}", fault);
        }
        catch (HttpRequestException fault)
        {
            throw new ForgeException(ForgeFault.Transient, $"GitHub cannot be reached: {fault.Message}", fault);
        }
    }

    /// <summary>The same, with null where there is no such thing.</summary>
    public async Task<T?> FindAsync<T>(Func<IGitHubClient, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync(call, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.NotFound)
        {
            return null;
        }
    }

    private static ForgeFault Fault(ApiException fault) => fault switch
    {
        RateLimitExceededException or SecondaryRateLimitExceededException or AbuseException => ForgeFault.Transient,
        NotFoundException => ForgeFault.NotFound,
        AuthorizationException or ForbiddenException => ForgeFault.Unauthorized,
        _ when (int)fault.StatusCode is >= 500 or 429 or 409 => ForgeFault.Transient,
        _ when (int)fault.StatusCode == 410 => ForgeFault.NotFound,
        _ => ForgeFault.Invalid,
    };
}
