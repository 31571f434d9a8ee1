using BackgroundAgent.Patching;
using BackgroundAgent.Patching.Safety;

namespace BackgroundAgent.Activities.Workspaces;

/// <summary>What the work on a work tree is handed to.</summary>
internal sealed class WorkspaceModules(ForgeSet forges, PatcherChain patchers, IEnumerable<IPatchGuard> guards)
{
    public ForgeSet Forges => forges;

    public PatcherChain Patchers => patchers;

    public IReadOnlyList<IPatchGuard> Guards { get; } = [.. guards];
}
