using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities;

/// <summary>The registered forges by name.</summary>
internal sealed class ForgeSet(IEnumerable<IForge> forges)
{
    private readonly Dictionary<string, IForge> byName = forges.ToDictionary(forge => forge.Name, StringComparer.Ordinal);

    public IForge Of(RepositoryRef repository) => byName.TryGetValue(repository.Forge, out var forge)
        ? forge
        : throw new ForgeException(ForgeFault.Invalid, $"There is no forge '{repository.Forge}' here; there is {string.Join(", ", byName.Keys.Order())}.");
}
