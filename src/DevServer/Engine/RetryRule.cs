namespace BackgroundAgent.DevServer.Engine;

/// <summary>Whether a failed attempt (of an activity or a workflow) is followed by another one, and when. Pure.</summary>
internal static class RetryRule
{
    private const int LongestKeptMessage = 10_000;

    public static readonly TimeSpan DefaultInitialInterval = TimeSpan.FromSeconds(1);

    public readonly record struct Question(
        RetryPolicy? Policy, Failure Failure, int Attempt, DateTimeOffset Now, DateTimeOffset? Expiration, bool CancelRequested);

    public readonly record struct Answer(RetryState State, TimeSpan Backoff);

    public static Answer Decide(Question q)
    {
        if (q.CancelRequested)
        {
            return new(RetryState.CancelRequested, default);
        }

        if (q.Policy is null)
        {
            return new(RetryState.RetryPolicyNotSet, default);
        }

        if (!IsRetryable(q.Failure, q.Policy))
        {
            return new(RetryState.NonRetryableFailure, default);
        }

        if (q.Policy.MaximumAttempts > 0 && q.Attempt >= q.Policy.MaximumAttempts)
        {
            return new(RetryState.MaximumAttemptsReached, default);
        }

        var backoff = q.Failure.ApplicationFailureInfo?.NextRetryDelay is { } delay ? delay.ToSpan() : Interval(q.Policy, q.Attempt);
        return q.Expiration is { } end && q.Now + backoff > end
            ? new(RetryState.Timeout, default)
            : new(RetryState.InProgress, backoff);
    }

    /// <summary>The pause after the given attempt (counted from 1).</summary>
    public static TimeSpan Interval(RetryPolicy policy, int attempt)
    {
        var first = policy.InitialInterval.ToSpan();
        var seconds = first.TotalSeconds * Math.Pow(Math.Max(1, policy.BackoffCoefficient), Math.Min(attempt - 1, 1000));
        var longest = policy.MaximumInterval.ToSpan() is var m && m > TimeSpan.Zero ? m : first * 100;
        return seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
    }

    public static bool IsRetryable(Failure failure, RetryPolicy policy)
    {
        if (failure.TerminatedFailureInfo is not null || failure.CanceledFailureInfo is not null)
        {
            return false;
        }

        if (failure.TimeoutFailureInfo is { } timeout)
        {
            return timeout.TimeoutType is TimeoutType.StartToClose or TimeoutType.Heartbeat &&
                !policy.NonRetryableErrorTypes.Contains("TemporalTimeout:" + timeout.TimeoutType);
        }

        if (failure.ServerFailureInfo is { } server)
        {
            return !server.NonRetryable;
        }

        return failure.ApplicationFailureInfo is not { } application ||
            (!application.NonRetryable && !policy.NonRetryableErrorTypes.Contains(application.Type));
    }

    /// <summary>The policy the server fills in where fields are not set.</summary>
    public static RetryPolicy WithDefaults(RetryPolicy? policy)
    {
        var result = policy?.Clone() ?? new RetryPolicy();
        if (result.InitialInterval.ToSpan() == TimeSpan.Zero)
        {
            result.InitialInterval = DefaultInitialInterval.ToProto();
        }

        if (result.BackoffCoefficient == 0)
        {
            result.BackoffCoefficient = 2;
        }

        if (result.MaximumInterval.ToSpan() == TimeSpan.Zero)
        {
            result.MaximumInterval = (result.InitialInterval.ToSpan() * 100).ToProto();
        }

        return result;
    }

    /// <summary>A kept last failure is for people; its traces need not fill the store.</summary>
    public static Failure Shorten(Failure failure)
    {
        if (failure.Message.Length <= LongestKeptMessage && failure.StackTrace.Length <= LongestKeptMessage)
        {
            return failure;
        }

        var shorter = failure.Clone();
        shorter.Message = Cut(shorter.Message);
        shorter.StackTrace = Cut(shorter.StackTrace);
        return shorter;
    }

    private static string Cut(string text) => text.Length <= LongestKeptMessage ? text : text[..LongestKeptMessage];
}
