using Temporalio.Activities;

namespace BackgroundAgent.Activities;

/// <summary>
/// Keeps a running activity alive for the server and brings cancellation to it. Heartbeats come from a timer, not from the work, so that
/// a program that prints nothing for an hour does not look dead.
/// </summary>
internal sealed class Heartbeats(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task<T> WhileAsync<T>(Func<Task<T>> action)
    {
        await using var beat = Start();
        return await action();
    }

    public async Task WhileAsync(Func<Task> action)
    {
        await using var beat = Start();
        await action();
    }

    /// <summary>Beats until disposed, the first time after a second: what is done sooner needs none. <see cref="Beat.Say"/> changes what the beats say.</summary>
    public Beat Start() => new(time, ActivityExecutionContext.Current);

    internal sealed class Beat : IAsyncDisposable
    {
        private readonly ITimer timer;
        private volatile string? progress;

        public Beat(TimeProvider time, ActivityExecutionContext context)
            => timer = time.CreateTimer(_ => context.Heartbeat(progress), null, Interval, Interval);

        public void Say(string text) => progress = text.Length <= 200 ? text : text[..200];

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
