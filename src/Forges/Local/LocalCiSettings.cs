using BackgroundAgent.Forges.Git;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>What the runner needs to know of the host.</summary>
internal sealed class LocalCiSettings(IOptions<LocalCiOptions> options, IOptions<ForgesOptions> forges, HostLocks locks, TimeProvider time)
{
    public IOptions<LocalCiOptions> Options => options;

    /// <summary>One process of a data directory runs CI.</summary>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Transient"/>: another process does.</exception>
    public Task<IDisposable> LockAsync(CancellationToken cancellationToken)
        => locks.AcquireAsync(Path.Join(Path.GetFullPath(forges.Value.DataDirectory), "locks", "local-ci.lock"), cancellationToken);

    /// <summary>Ends early, without an exception, when cancelled.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
        => await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
