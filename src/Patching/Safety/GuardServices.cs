using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Patching.Safety;

internal static class GuardServices
{
    public static IServiceCollection AddPatchGuards(this IServiceCollection services) => services;
}
