using BackgroundAgent.Forges.Artifacts;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Forges.Git.Transports;
using BackgroundAgent.Forges.GitHub;
using BackgroundAgent.Forges.GitHub.Doctor;
using BackgroundAgent.Forges.GitHub.Downloads;
using BackgroundAgent.Forges.GitHub.Http;
using BackgroundAgent.Forges.GitHub.Identity;
using BackgroundAgent.Forges.GitHub.Logs;
using BackgroundAgent.Forges.GitHub.Maintenance;
using BackgroundAgent.Forges.GitHub.Setup;
using BackgroundAgent.Forges.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.TryAddSingleton<BranchUpdate>();
        services.TryAddSingleton<BranchChange>();
        services.TryAddSingleton<IGitWorkspaces, GitWorkspaces>();
        services.TryAddSingleton<IGitCheckouts, GitCheckouts>();
        services.TryAddSingleton<IArtifactStore, FolderArtifactStore>();
        return services;
    }

    /// <summary>Adds the forge <c>local</c> to the registered <see cref="IForge"/>s, and its CI as a hosted service. Needs <see cref="AddForges"/>.</summary>
    public static IServiceCollection AddLocalForge(this IServiceCollection services, Action<LocalCiOptions>? configure = null)
    {
        services.AddOptions<LocalCiOptions>().Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(CiReporter.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.TryAddSingleton<LocalDatabase>();
        services.TryAddSingleton<CiWakeup>();
        services.TryAddSingleton<CiRuns>();
        services.TryAddSingleton<CiLogs>();
        services.TryAddSingleton<CiJob>();
        services.TryAddSingleton<CiDeliveries>();
        services.TryAddSingleton<CiReporter>();
        services.TryAddSingleton<LocalCiSettings>();
        services.TryAddSingleton<PullRequests>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForge, LocalForge>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeLogs, LocalForgeLogs>());
        services.AddHostedService<LocalCi>();
        return services;
    }

    /// <summary>
    /// Adds the forge <c>github</c> to the registered <see cref="IForge"/>s, and its credentials to git over HTTPS. Needs <see cref="AddForges"/>.
    /// </summary>
    public static IServiceCollection AddGitHubForge(this IServiceCollection services, Action<GitHubOptions> configure)
    {
        services.AddOptions<GitHubOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<GitHubTransport>();
        services.TryAddSingleton<RequestBudgets>();
        services.TryAddSingleton<AppJwt>();
        services.TryAddSingleton<AppRequests>();
        services.TryAddSingleton<AppIdentity>();
        services.TryAddSingleton<TokenIdentity>();
        services.TryAddSingleton<IGitHubIdentity>(provider => provider.GetRequiredService<IOptions<GitHubOptions>>().Value.IsApp
            ? provider.GetRequiredService<AppIdentity>()
            : provider.GetRequiredService<TokenIdentity>());
        services.TryAddSingleton<GitHubConnection>();
        services.TryAddSingleton<GitHubDownloads>();
        services.TryAddSingleton<GitHubLogs>();
        services.TryAddSingleton<GitHubReports>();
        services.TryAddSingleton<GitHubEvidence>();
        services.TryAddSingleton<GitHubMerges>();
        services.TryAddSingleton<GitHubPullRequests>();
        services.TryAddSingleton<CredentialHelper>();
        services.Replace(ServiceDescriptor.Singleton<IGitCredentials, GitHubCredentials>());
        services.TryAddSingleton<GitHubForge>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForge, GitHubForge>(provider => provider.GetRequiredService<GitHubForge>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeLogs, GitHubForgeLogs>());
        services.TryAddSingleton<RepositoryDoctor>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeDoctor, GitHubDoctor>());
        services.TryAddSingleton<GitHubForgePeople>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgePeople, GitHubForgePeople>(provider => provider.GetRequiredService<GitHubForgePeople>()));
        services.TryAddSingleton<GitHubSelf>();
        services.TryAddSingleton<IForgeAppSetup, GitHubAppSetup>();
        services.TryAddSingleton<InstalledRepositories>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeDeliveries, GitHubDeliveries>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeJanitor, GitHubJanitor>());
        return services;
    }
}
