using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Telemetry.Redaction;

public static class LogRedaction
{
    /// <summary>Puts the redaction before every logger provider registered so far; call it last.</summary>
    /// <param name="redact">Takes secrets out of a text; returns the same instance when there is none.</param>
    public static IServiceCollection RedactLogs(this IServiceCollection services, Func<string, string> redact)
    {
        for (var index = 0; index < services.Count; index++)
        {
            if (services[index] is { IsKeyedService: false } provider && provider.ServiceType == typeof(ILoggerProvider))
            {
                services[index] = ServiceDescriptor.Singleton<ILoggerProvider>(all => new RedactingLoggerProvider(Make(all, provider), redact));
            }
        }

        return services;
    }

    private static ILoggerProvider Make(IServiceProvider services, ServiceDescriptor provider)
        => (ILoggerProvider)(provider.ImplementationInstance
            ?? provider.ImplementationFactory?.Invoke(services)
            ?? ActivatorUtilities.CreateInstance(services, provider.ImplementationType!));
}
