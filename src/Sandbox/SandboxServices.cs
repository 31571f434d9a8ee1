using BackgroundAgent.Sandbox.Launching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BackgroundAgent.Sandbox;

public static class SandboxServices
{
    /// <summary>Adds <see cref="IProcessRunner"/>. Needs logging.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services, Action<SandboxOptions>? configure = null)
    {
        services.AddOptions<SandboxOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(options => InGraceRange(options.Grace), "Sandbox: Grace must be from 0 to 60 s.")
            .Validate(options => InGraceRange(options.DrainGrace), "Sandbox: DrainGrace must be from 0 to 60 s.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Bubblewrap>();
        services.TryAddSingleton<IProcessRunner, ProcessRunner>();
        return services;
    }

    private static bool InGraceRange(TimeSpan value) => value >= TimeSpan.Zero && value <= TimeSpan.FromSeconds(60);
}
