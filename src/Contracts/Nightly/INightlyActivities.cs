using Temporalio.Activities;

namespace BackgroundAgent.Contracts.Nightly;

/// <summary>Effects of the nightly upgrades; any host can do them.</summary>
public interface INightlyActivities
{
    [Activity]
    Task<OutdatedResult> FindOutdatedAsync(FindOutdatedRequest request);
}
