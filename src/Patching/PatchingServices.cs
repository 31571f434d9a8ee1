using BackgroundAgent.Patching.Dependencies;
using BackgroundAgent.Patching.Dependencies.Npm;
using BackgroundAgent.Patching.Dependencies.NuGet;
using BackgroundAgent.Patching.ExternalAgent;
using BackgroundAgent.Patching.Playbooks;
using BackgroundAgent.Patching.Safety;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Patching;

public static class PatchingServices
{
    /// <summary>Adds the patchers, their chain, the guards and the search for outdated dependencies. Needs <c>AddSandbox</c>.</summary>
    public static IServiceCollection AddPatching(this IServiceCollection services, Action<PatchingOptions>? configure = null)
    {
        services.AddOptions<PatchingOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(options => InRange(options.AgentLimit), "Patching: AgentLimit must be from 1 s to 24 h.")
            .Validate(options => InRange(options.ToolLimit), "Patching: ToolLimit must be from 1 s to 24 h.");
        services.AddSingleton<ToolRunner>();
        services.AddSingleton<IDependencyEcosystem, NuGetEcosystem>();
        services.AddSingleton<IDependencyEcosystem, NpmEcosystem>();
        services.AddSingleton<IOutdatedDependencies, OutdatedDependencies>();
        services.AddSingleton<IPatcher, DependencyPatcher>();
        services.AddSingleton<IPatcher, PlaybookPatcher>();
        services.AddSingleton<IPatcher, CommandPatcher>();
        services.AddSingleton<PatcherChain>();
        return services.AddPatchGuards();
    }

    private static bool InRange(TimeSpan limit) => limit >= TimeSpan.FromSeconds(1) && limit <= TimeSpan.FromDays(1);
}
