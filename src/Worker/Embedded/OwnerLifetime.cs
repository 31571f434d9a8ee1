using Microsoft.Extensions.Hosting;

namespace BackgroundAgent.Worker.Embedded;

/// <summary>
/// Leaves signals to whoever owns the process. The usual lifetime would stop its own part at the first Ctrl-C, while the owner still
/// waits for a task to clean up.
/// </summary>
internal sealed class OwnerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
