using BackgroundAgent.TestKit.Temporal;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>The same on a server that skips time while nothing but timers is due; only our own host can, the genuine dev server cannot.</summary>
public sealed class SkippingTaskServer() : TaskServer(new TemporalServerSettings { TimeSkipping = true })
{
    private readonly SemaphoreSlim turns = new(1);

    /// <summary>One test at a time: who skips time skips it for all, and the client counts on being alone.</summary>
    public async Task<IDisposable> TakeTurnAsync()
    {
        await turns.WaitAsync();
        return new Turn(turns);
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
