using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>What is wrong with a retry policy, in the genuine server's words; null when nothing is.</summary>
internal static class RetryPolicyChecks
{
    public static string? Fault(RetryPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        if (policy.MaximumAttempts == 1)
        {
            // One attempt never retries, so the intervals are not looked at.
            return null;
        }

        if (policy.InitialInterval is { Seconds: < 0 })
        {
            return "invalid InitialInterval set on retry policy: negative duration";
        }

        if (policy.BackoffCoefficient is not 0 and < 1)
        {
            return "BackoffCoefficient cannot be less than 1 on retry policy.";
        }

        if (policy.MaximumInterval is { Seconds: < 0 })
        {
            return "invalid MaximumInterval set on retry policy: negative duration";
        }

        if (policy.MaximumInterval.ToSpan() is var longest && longest > TimeSpan.Zero && longest < policy.InitialInterval.ToSpan())
        {
            return "MaximumInterval cannot be less than InitialInterval on retry policy.";
        }

        return policy.MaximumAttempts < 0 ? "MaximumAttempts cannot be negative on retry policy." : TimeoutTypeFault(policy);
    }

    /// <summary>A non-retryable type may name a kind of timeout.</summary>
    private static string? TimeoutTypeFault(RetryPolicy policy)
    {
        const string prefix = "TemporalTimeout:";
        var bad = policy.NonRetryableErrorTypes.FirstOrDefault(
            t => t.StartsWith(prefix, StringComparison.Ordinal) && !System.Enum.TryParse<TimeoutType>(t[prefix.Length..], out _));
        return bad is null ? null : $"Invalid timeout type value: {bad[prefix.Length..]}.";
    }
}
