using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Patching.Dependencies;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Nightly;

/// <inheritdoc cref="INightlyActivities"/>
internal sealed class NightlyActivities(IGitWorkspaces git, IOutdatedDependencies outdated, Heartbeats heartbeats) : INightlyActivities
{
    /// <summary>Looks at a work tree of its own on this host, which is removed again.</summary>
    [Activity]
    public Task<OutdatedResult> FindOutdatedAsync(FindOutdatedRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        var cancellation = ActivityExecutionContext.Current.CancellationToken;
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Repository.Url}\n{request.Repository.BaseBranch}")).AsSpan(0, 8));
        var name = $"outdated-{key}";
        var workTree = await git.PrepareAsync(name, request.Repository, baseCommit: null, cancellation);
        try
        {
            return new OutdatedResult(workTree.BaseCommit, await outdated.FindAsync(workTree.Path, cancellation));
        }
        finally
        {
            await git.RemoveAsync(name, request.Repository, CancellationToken.None);
        }
    });
}
