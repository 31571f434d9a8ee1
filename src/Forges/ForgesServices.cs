using BackgroundAgent.Forges.Artifacts;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Forges.Git.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BackgroundAgent.Forges;

/// <summary>Entry of the module.</summary>
public static class ForgesServices
{
    /// <summary>
    /// Adds <see cref="IGitWorkspaces"/>, <see cref="IArtifactStore"/> and <see cref="IGitCredentials"/> (the person's credential helpers, unless
    /// another one is registered). Needs an <see cref="Sandbox.IProcessRunner"/>.
    /// </summary>
    public static IServiceCollection AddForges(this IServiceCollection services, Action<ForgesOptions> configure)
    {
        services.AddOptions<ForgesOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GitLayout>();
        services.TryAddSingleton<HostLocks>();
        services.TryAddSingleton<GitProgram>();
        services.TryAddSingleton<IGitCredentials, CredentialHelper>();
        services.TryAddSingleton<LibraryTransport>();
        services.TryAddSingleton<ProgramTransport>();
        services.TryAddSingleton<GitTransports>();
        services.TryAddSingleton<Mirrors>();
        services.TryAddSingleton<TaskCommits>();
        services.TryAddSingleton<BranchPush>();
        services.TryAddSingleton<IGitWorkspaces, GitWorkspaces>();
        services.TryAddSingleton<IGitCheckouts, GitCheckouts>();
        services.TryAddSingleton<IArtifactStore, FolderArtifactStore>();
        return services;
    }
}
