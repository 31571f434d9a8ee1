using BackgroundAgent.Activities.Ci;
using BackgroundAgent.Activities.Commands;
using BackgroundAgent.Activities.Maintenance;
using BackgroundAgent.Activities.Notifiers;
using BackgroundAgent.Activities.Workspaces;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities;

/// <summary>Entry of the module.</summary>
public static class ActivitiesServices
{
    /// <summary>Adds the classes of <see cref="ActivityTypes"/> and the notifiers. Needs the modules Forges and Patching.</summary>
    public static IServiceCollection AddActivities(this IServiceCollection services, Action<ActivitiesOptions> configure)
    {
        services.AddOptions<ActivitiesOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ActivitiesOptions>, NotifierSettingsCheck>();
        services.AddSingleton<IValidateOptions<ActivitiesOptions>, KnownIssuesCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Redactor.ByPattern);
        services.TryAddSingleton(_ => new LogDiagnosis(namesPassedTests: true));
        services.TryAddSingleton<FlakyTests>();
        services.AddHttpClient();
        services.TryAddSingleton<ForgeSet>();
        services.TryAddSingleton<Heartbeats>();
        services.TryAddSingleton<Artifacts>();
        services.TryAddSingleton<PolicySource>();
        services.TryAddSingleton<TaskRules>();
        services.TryAddSingleton<WorkspaceModules>();
        services.TryAddSingleton<CheckReports>();
        services.TryAddSingleton<CheckDiagnosis>();
        services.TryAddSingleton<KnownIssueSource>();
        services.TryAddSingleton<FailureClassifier>();
        services.TryAddSingleton<BaseComparison>();
        services.TryAddSingleton<TaskTalk>();
        services.TryAddSingleton<IssueTasks>();
        services.TryAddSingleton<TaskLookup>();
        services.TryAddSingleton<SentRecords>();
        services.TryAddSingleton<NotifierSet>();
        foreach (var type in ActivityTypes.Shared.Concat(ActivityTypes.Host))
        {
            services.TryAddSingleton(type);
        }

        return services;
    }
}
