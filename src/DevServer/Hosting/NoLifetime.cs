using Microsoft.Extensions.Hosting;

namespace BackgroundAgent.DevServer.Hosting;

/// <summary>
/// A host inside another program does not listen to Ctrl+C and SIGTERM itself: the server would be gone before the
/// worker whose activities still want to heartbeat out. Whoever started it disposes it.
/// </summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
