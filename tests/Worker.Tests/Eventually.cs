namespace BackgroundAgent.Worker.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the condition holds; says what it waited for when it never does.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited in vain for {what}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
