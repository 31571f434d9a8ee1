using System.Globalization;
using System.Net;

namespace BackgroundAgent.Forges.GitHub.Http;

/// <summary>
/// The rate limits of one identity, shared by all its repositories. Follows GitHub's "Best practices for using the REST API": stop until
/// <c>x-ratelimit-reset</c> when nothing is left, wait as long as <c>Retry-After</c> says, and a minute where a secondary limit says nothing.
/// </summary>
internal sealed class RequestBudget(int atOnce, TimeProvider time)
{
    /// <summary>A shorter wait is sat out; for a longer one the activity is told when to come again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SecondaryPause = TimeSpan.FromMinutes(1);

    private readonly FairQueue queue = new(atOnce);
    private long closedUntil;

    /// <summary>Waits for a place among the requests of all repositories.</summary>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Transient"/> with the time to wait: the limit is reached.</exception>
    public async Task<IDisposable> EnterAsync(string repository, CancellationToken cancellationToken)
    {
        var place = await queue.EnterAsync(repository, cancellationToken);
        try
        {
            var wait = new DateTimeOffset(Interlocked.Read(ref closedUntil), TimeSpan.Zero) - time.GetUtcNow();
            if (wait > LongestWait)
            {
                throw Reached(wait);
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Learns from an answer.</summary>
    /// <returns>How long to wait, where it is a refusal by a limit.</returns>
    public TimeSpan? Learn(HttpResponseMessage response, string? refusal)
    {
        var reset = Reset(response);
        if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
        {
            // The last request of the hour was answered; the next one would be refused.
            if (Remaining(response) == 0 && reset is { } until)
            {
                Close(until);
            }

            return null;
        }

        var wait = RetryAfter(response) ?? (Remaining(response) == 0 ? reset - time.GetUtcNow() : null)
            ?? (refusal?.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase) == true
                || response.StatusCode == HttpStatusCode.TooManyRequests ? SecondaryPause : null);
        if (wait is { } pause)
        {
            Close(time.GetUtcNow() + pause);
        }

        return wait;
    }

    public static ForgeException Reached(TimeSpan wait) => new(
        ForgeFault.Transient, string.Create(CultureInfo.InvariantCulture, $"GitHub's rate limit is reached; again in {wait.TotalSeconds:0} s."))
    { RetryAfter = wait };

    private void Close(DateTimeOffset until)
    {
        var ticks = until.UtcTicks;
        var known = Interlocked.Read(ref closedUntil);
        while (ticks > known && Interlocked.CompareExchange(ref closedUntil, ticks, known) is var seen && seen != known)
        {
            known = seen;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
        => response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date ? date - time.GetUtcNow() : null);

    private static int? Remaining(HttpResponseMessage response) => (int?)Number(response, "x-ratelimit-remaining");

    private static DateTimeOffset? Reset(HttpResponseMessage response)
        => Number(response, "x-ratelimit-reset") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static long? Number(HttpResponseMessage response, string header)
        => response.Headers.TryGetValues(header, out var values) && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
