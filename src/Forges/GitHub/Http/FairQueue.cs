namespace BackgroundAgent.Forges.GitHub.Http;

/// <summary>Lets so many through at once, and serves those who wait in turn by their key: who asks for much waits for itself, not the others.</summary>
internal sealed class FairQueue(int atOnce)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(string Key, Queue<TaskCompletionSource> Waiting)> turns = [];
    private int free = atOnce;

    /// <returns>Dispose it to let the next one through.</returns>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        TaskCompletionSource place;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return new Leaving(this);
            }

            place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Enqueue(key, place);
        }

        await using var given = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task;
        return new Leaving(this);
    }

    private void Enqueue(string key, TaskCompletionSource place)
    {
        var queue = turns.FirstOrDefault(turn => turn.Key == key).Waiting;
        if (queue is null)
        {
            queue = new Queue<TaskCompletionSource>();
            turns.AddLast((key, queue));
        }

        queue.Enqueue(place);
    }

    private void Leave()
    {
        lock (gate)
        {
            while (turns.First is { } first)
            {
                turns.RemoveFirst();
                var place = first.Value.Waiting.Dequeue();
                if (first.Value.Waiting.Count > 0)
                {
                    turns.AddLast(first);
                }

                // Whoever gave up waiting is passed over.
                if (place.TrySetResult())
                {
                    return;
                }
            }

            free++;
        }
    }

    private sealed class Leaving(FairQueue queue) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                queue.Leave();
            }
        }
    }
}
