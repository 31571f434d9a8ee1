using BackgroundAgent.Contracts.Nightly;

namespace BackgroundAgent.Patching.Dependencies;

/// <summary>Looks up what a work tree could upgrade.</summary>
public interface IOutdatedDependencies
{
    /// <param name="workTree">Absolute path of a checkout; it is not changed.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Direct dependencies with a newer stable version, sorted by ecosystem and name, one row per name (its oldest use).</returns>
    /// <exception cref="DependencyLookupException">A package source or a tool did not answer; transient.</exception>
    Task<IReadOnlyList<OutdatedDependency>> FindAsync(string workTree, CancellationToken cancellationToken = default);
}

/// <summary>A package source or tool did not answer; asking again may help.</summary>
public sealed class DependencyLookupException : Exception
{
    public DependencyLookupException()
    {
    }

    public DependencyLookupException(string message)
        : base(message)
    {
    }

    public DependencyLookupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <inheritdoc cref="IOutdatedDependencies"/>
internal sealed class OutdatedDependencies(IEnumerable<IDependencyEcosystem> ecosystems) : IOutdatedDependencies
{
    public async Task<IReadOnlyList<OutdatedDependency>> FindAsync(string workTree, CancellationToken cancellationToken = default)
    {
        List<OutdatedDependency> found = [];
        foreach (var ecosystem in ecosystems)
        {
            found.AddRange(await ecosystem.FindOutdatedAsync(workTree, cancellationToken));
        }

        return [.. found.OrderBy(row => row.Ecosystem, StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal)];
    }
}
