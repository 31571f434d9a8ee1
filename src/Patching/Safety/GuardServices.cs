using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Patching.Safety;

internal static class GuardServices
{
    /// <summary>In the order in which their hits are reported.</summary>
    public static IServiceCollection AddPatchGuards(this IServiceCollection services) => services
        .AddSingleton<IPatchGuard, SecretsGuard>()
        .AddSingleton<IPatchGuard, ProtectedPathsGuard>()
        .AddSingleton<IPatchGuard, TestTamperingGuard>()
        .AddSingleton<IPatchGuard, DiffSizeGuard>();
}
