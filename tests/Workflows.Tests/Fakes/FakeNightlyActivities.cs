using System.Collections.Concurrent;
using BackgroundAgent.Contracts.Nightly;
using Temporalio.Activities;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>Says what is outdated by the repository's URL.</summary>
internal sealed class FakeNightlyActivities : INightlyActivities
{
    public static ConcurrentDictionary<string, Func<IReadOnlyList<OutdatedDependency>>> Outdated { get; } = new();

    [Activity]
    public Task<OutdatedResult> FindOutdatedAsync(FindOutdatedRequest request)
        => Task.FromResult(new OutdatedResult("base", Outdated[request.Repository.Url]()));
}
