namespace BackgroundAgent.Forges.Local;

/// <summary>
/// Lets the runner and the sender of this process notice at once what is new in the database. A hint only: they also look by themselves,
/// since another process may have written.
/// </summary>
internal sealed class CiWakeup(TimeProvider time)
{
    private TaskCompletionSource bell = New();

    public void Ring() => Interlocked.Exchange(ref bell, New()).TrySetResult();

    /// <summary>Take it before looking at the database, so that nothing rung in between is missed.</summary>
    public Task Next() => Volatile.Read(ref bell).Task;

    /// <summary>Returns when it rang or the time is over.</summary>
    public async Task WaitAsync(Task next, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
