using Temporalio.Activities;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>A door in front of one activity.</summary>
internal sealed class Hold
{
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the activity stands at the door.</summary>
    public Task Entered => entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public bool Cancelled { get; private set; }

    public void Release() => released.TrySetResult();

    public async Task PassAsync()
    {
        entered.TrySetResult();
        var context = ActivityExecutionContext.Current;
        while (!released.Task.IsCompleted)
        {
            context.Heartbeat();
            var tick = Task.Delay(TimeSpan.FromMilliseconds(100), context.CancellationToken);
            await Task.WhenAny(released.Task, tick);
            if (context.CancellationToken.IsCancellationRequested && !released.Task.IsCompleted)
            {
                Cancelled = true;
                throw new OperationCanceledException(context.CancellationToken);
            }
        }
    }
}
