using Microsoft.Extensions.Hosting;

namespace BackgroundAgent.DevServer.Hosting;

/// <summary>
/// Leaves signals to whoever owns the process. The usual lifetime would stop its own part at the first Ctrl-C, while the owner still
/// needs the server for what it is ending.
/// </summary>
internal sealed class OwnerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
