using BackgroundAgent.Contracts.Activities;
using Microsoft.Extensions.Options;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Workspaces;

/// <inheritdoc cref="IHostActivities"/>
internal sealed class HostActivities(IOptions<ActivitiesOptions> options) : IHostActivities
{
    /// <summary>Whoever takes the activity is alive and not overloaded, which is all that is asked of a host.</summary>
    [Activity]
    public Task<string> ChooseHostAsync(string taskId) => Task.FromResult(options.Value.HostTaskQueue);
}
