using BackgroundAgent.Activities;
using BackgroundAgent.Activities.Notifiers;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using BackgroundAgent.Forges.GitHub;
using BackgroundAgent.Patching;
using BackgroundAgent.Sandbox;
using BackgroundAgent.Workflows;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BackgroundAgent.Worker.Workers;

/// <summary>The modules of a worker, each through its own entry. Logs, metrics and the Temporal client are the host's.</summary>
internal static class WorkerModules
{
    public static void AddWorkerModules(this IServiceCollection services, WorkerSetup setup)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(setup.Redactor);
        services.AddSandbox(options =>
        {
            options.Isolation = setup.Settings.Isolation;
            // All but the work tree, the scratch folder and the repository of the program that runs. What lies here would let an agent forge what
            // CI said (signing key), approve itself (address of Temporal), or read other tasks and the settings' credentials.
            options.HiddenPaths.Add(setup.Layout.Root);
        });
        services.AddForges(options => options.DataDirectory = setup.Layout.Root);
        services.AddLocalForge(options =>
        {
            options.Concurrency = setup.Settings.MaxConcurrentCiRuns;
            options.Isolation = setup.Settings.Isolation;
            options.WebhookUrl = setup.Settings.WebhookUrl is { } url ? new Uri(url) : null;
            options.WebhookSecret = setup.WebhookSecret;
        });
        services.AddGitHubForge(options => setup.Configuration.GetSection(GitHubOptions.Section).Bind(options));
        services.AddPatching();
        services.AddActivities(options =>
        {
            options.DataDirectory = setup.Layout.Root;
            options.HostTaskQueue = Naming.HostTaskQueue(setup.HostName);
            options.TemporalUiUrl = setup.Settings.TemporalUiUrl;
            options.KnownIssuesFile = setup.Settings.KnownIssuesFile is { } file ? Path.GetFullPath(file) : null;
            options.FlakinessFile = setup.Settings.FlakinessFile is { } statistics ? Path.GetFullPath(statistics) : null;
            options.IssueAgent = setup.Configuration["Activities:IssueAgent"];
            foreach (var notifier in setup.Configuration.GetSection("Notifiers").Get<List<NotifierSettings>>() ?? [])
            {
                options.Notifiers.Add(notifier);
            }
        });
        services.AddTemporalWorkers(setup.Settings, setup.HostName, new WorkerTypes(AgentWorkflows.All, ActivityTypes.Shared, ActivityTypes.Host));
    }
}

/// <summary>What composing a worker needs to know.</summary>
internal sealed record WorkerSetup
{
    public required DataLayout Layout { get; init; }

    public required WorkerSettings Settings { get; init; }

    public required IConfiguration Configuration { get; init; }

    /// <summary>Part of the name of this host's task queue.</summary>
    public required string HostName { get; init; }

    public required string WebhookSecret { get; init; }

    public required Redactor Redactor { get; init; }
}
