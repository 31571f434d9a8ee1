using System.Net.Sockets;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Forges;
using BackgroundAgent.Patching.Dependencies;
using Temporalio.Exceptions;

namespace BackgroundAgent.Activities.Failures;

/// <summary>The one place that turns exceptions into failures of activities, and says which are worth another try.</summary>
internal static class ActivityFailures
{
    /// <param name="action">The activity.</param>
    /// <param name="refused">What a refusal of the forge means here: reading and writing end differently.</param>
    public static async Task<T> MapAsync<T>(Func<Task<T>> action, string refused = FailureTypes.RepositoryUnreachable)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not FailureException)
        {
            throw Map(exception, refused);
        }
    }

    public static Task MapAsync(Func<Task> action, string refused = FailureTypes.RepositoryUnreachable)
        => MapAsync(
            async () =>
            {
                await action();
                return true;
            },
            refused);

    public static ApplicationFailureException Map(Exception exception, string refused) => exception switch
    {
        ForgeException { Fault: ForgeFault.Transient } fault => Again(exception, FailureTypes.RepositoryUnreachable, fault.RetryAfter),
        ForgeException { Fault: ForgeFault.Conflict } => Never(exception, FailureTypes.MergeConflict),
        ForgeException { Fault: ForgeFault.Behind } => Never(exception, FailureTypes.BranchBehind),
        ForgeException { Fault: ForgeFault.Exhausted } => Never(exception, FailureTypes.RerunsUsed),
        ForgeException => Never(exception, refused),
        PolicyInvalidException => Never(exception, FailureTypes.PolicyInvalid),
        WorkTreeMissingException => Never(exception, FailureTypes.WorkTreeMissing),
        DependencyLookupException => Again(exception, FailureTypes.RepositoryUnreachable),
        NotSentException => Again(exception, FailureTypes.Unexpected),
        IOException or SocketException or HttpRequestException or TimeoutException => Again(exception, FailureTypes.Unexpected),
        _ => Never(exception, FailureTypes.Unexpected),
    };

    private static ApplicationFailureException Again(Exception exception, string type, TimeSpan? after = null)
        => new(exception.Message, exception, type, nonRetryable: false, nextRetryDelay: after);

    private static ApplicationFailureException Never(Exception exception, string type)
        => new(exception.Message, exception, type, nonRetryable: true);
}
