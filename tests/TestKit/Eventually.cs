using System.Diagnostics;

namespace BackgroundAgent.TestKit;

/// <summary>Waits for a condition of a real part and says what it waited for when it never came.</summary>
public static class Eventually
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    /// <param name="what">Ends the sentence "waited for …".</param>
    /// <param name="look">Looks once.</param>
    /// <param name="until">Whether that is it.</param>
    /// <param name="longest">Default 20 seconds.</param>
    public static async Task<T> IsAsync<T>(string what, Func<Task<T>> look, Func<T, bool> until, TimeSpan? longest = null)
    {
        var limit = longest ?? TimeSpan.FromSeconds(20);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (until(seen))
            {
                return seen;
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds} s for {what}; last seen: {seen}");
            }

            await Task.Delay(Every);
        }
    }
}
