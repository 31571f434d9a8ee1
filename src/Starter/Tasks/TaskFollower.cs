using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>
/// Follows a task to its end. The history tells its states as they happen; queries, which a busy worker may answer late, tell the rest
/// beside it and never hold the states up.
/// </summary>
internal sealed class TaskFollower(TaskClient tasks, TimeProvider time)
{
    /// <summary>What a query that is under way at the end gets, so that its answer does not meet nobody, which the worker would warn of.</summary>
    private static readonly TimeSpan LastAnswer = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<TaskProgress> FollowAsync(string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = Channel.CreateUnbounded<TaskProgress>();
        // One wake-up waits at most: a snapshot covers everything that happened before it.
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var asking = AskAsync(taskId, wake.Reader, news.Writer, stop.Token);
        var reading = ReadAsync(taskId, wake.Writer, news.Writer, stop.Token);
        try
        {
            await foreach (var progress in news.Reader.ReadAllAsync(cancellationToken))
            {
                yield return progress;
            }

            await reading;
        }
        finally
        {
            wake.Writer.TryComplete();
            await Task.WhenAny(asking, Task.Delay(LastAnswer, time, stop.Token));
            await stop.CancelAsync();
            await Task.WhenAll(reading, asking).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ReadAsync(string taskId, ChannelWriter<bool> wake, ChannelWriter<TaskProgress> news, CancellationToken cancellationToken)
    {
        try
        {
            var trail = new StateTrail();
            await foreach (var page in new TaskHistory(tasks.Temporal, time).PagesAsync(taskId, cancellationToken))
            {
                var changes = page.Select(trail.Read).OfType<StateChange>().ToList();
                if (changes.Count > 0)
                {
                    await news.WriteAsync(new TaskProgress(changes, null), cancellationToken);
                }

                if (changes.Count > 0 || page.Any(TaskHistory.TellsMore))
                {
                    wake.TryWrite(true);
                }
            }

            await news.WriteAsync(new TaskProgress([], await tasks.SnapshotAsync(taskId, cancellationToken)), cancellationToken);
            news.Complete();
        }
        catch (Exception exception)
        {
            news.Complete(exception);
        }
    }

    private async Task AskAsync(string taskId, ChannelReader<bool> wake, ChannelWriter<TaskProgress> news, CancellationToken cancellationToken)
    {
        await foreach (var _ in wake.ReadAllAsync(cancellationToken))
        {
            try
            {
                news.TryWrite(new TaskProgress([], await tasks.SnapshotAsync(taskId, cancellationToken)));
            }
            catch (Exception exception) when (exception is CliException or RpcException or WorkflowQueryFailedException)
            {
                // No worker just now; the history still tells the states.
            }
        }
    }
}
