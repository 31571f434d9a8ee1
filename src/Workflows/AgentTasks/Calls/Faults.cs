using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace BackgroundAgent.Workflows.AgentTasks.Calls;

/// <summary>What a failed step means for the task. Nothing leaves a task stuck: what nobody planned for is an ending too.</summary>
internal static class Faults
{
    /// <summary>Characters of a fault's message that people see.</summary>
    private const int MessageCharacters = 500;

    public static TaskProgress Absorb(TaskProgress progress, Exception exception, DateTimeOffset now)
    {
        if (TemporalException.IsCanceledException(exception))
        {
            // Whoever cancelled the step left the reason in the progress.
            return progress;
        }

        if (IsHostLost(exception))
        {
            return progress with { Place = progress.Place with { HostQueue = null, Ready = false, Losses = progress.Place.Losses + 1 } };
        }

        var failure = exception.InnerException as ApplicationFailureException ?? exception as ApplicationFailureException;
        if (failure?.ErrorType is FailureTypes.WorkTreeMissing or FailureTypes.WorkTreeStale)
        {
            return progress with { Place = progress.Place with { Ready = false, Losses = progress.Place.Losses + 1 } };
        }

        var reason = FailureTypes.ReasonOf(failure?.ErrorType) ?? Reason.InternalError;
        return progress with { Ending = new Ending(reason, Describe(exception), now) };
    }

    /// <summary>The forge does not merge the branch as it is.</summary>
    public static bool IsConflict(Exception exception)
        => exception.InnerException is ApplicationFailureException { ErrorType: FailureTypes.MergeConflict or FailureTypes.BranchBehind };

    /// <summary>Nobody took the work in time, or whoever had it fell silent: the host is gone, and its work tree with it.</summary>
    private static bool IsHostLost(Exception exception) => exception is ActivityFailureException
    {
        InnerException: TimeoutFailureException { TimeoutType: TimeoutType.ScheduleToStart or TimeoutType.Heartbeat },
    };

    /// <summary>A fault in words, bounded.</summary>
    public static string Describe(Exception exception)
    {
        var message = exception is ActivityFailureException { InnerException: { } inner } activity
            ? inner is ApplicationFailureException ? inner.Message : $"{activity.ActivityType}: {inner.Message}"
            : $"{exception.GetType().Name}: {exception.Message}";
        return message.Length <= MessageCharacters ? message : message[..MessageCharacters];
    }
}
