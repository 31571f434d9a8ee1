using BackgroundAgent.Forges.Tests.Conformance;

namespace BackgroundAgent.Forges.Tests.Local;

public sealed class LocalForgeConformanceTests : ForgeConformance
{
    protected override async Task<ForgeBench> CreateAsync() => await LocalForgeBench.StartAsync();
}
