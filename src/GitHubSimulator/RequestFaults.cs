using System.Net;

namespace BackgroundAgent.GitHubSimulator;

/// <summary>Faults of the API that tests switch on.</summary>
public sealed class RequestFaults
{
    private int secondary;

    /// <summary>Status of every answer instead of the usual one; null: answer.</summary>
    public HttpStatusCode? Status { get; set; }

    /// <summary>Seconds that a refusal by the secondary rate limit tells to wait.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>Requests that are left in this hour for everybody; null: as the options say.</summary>
    public int? Remaining { get; set; }

    /// <summary>Refuses the next requests as the secondary rate limit does.</summary>
    public void RefuseNext(int requests) => Interlocked.Exchange(ref secondary, requests);

    internal bool TakeRefusal() => Volatile.Read(ref secondary) > 0 && Interlocked.Decrement(ref secondary) >= 0;
}
