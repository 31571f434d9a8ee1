using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Wire;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>How an operation ended, as told to its caller: a result, or a failure that may mean it was cancelled.</summary>
internal sealed record Completion
{
    public Payload? Result { get; init; }

    public Failure? Failure { get; init; }

    public bool Canceled { get; init; }

    /// <summary>What the handler calls the operation; with the links and the time of its start, for a caller that has not heard of the start yet.</summary>
    public string Token { get; init; } = "";

    public IReadOnlyList<Link> Links { get; init; } = [];

    public DateTimeOffset? StartTime { get; init; }

    public DateTimeOffset? CloseTime { get; init; }

    /// <summary>The end of a run, for one of its callbacks. Reasons of a termination are not told. Needs the run's gate.</summary>
    public static Completion Of(Run run, RunCallback callback)
    {
        var closing = run.CloseEvent!;
        var link = callback.AttachedRequestId.Length > 0
            ? NexusLinks.ToRequest(run.Key, callback.AttachedRequestId, EventType.WorkflowExecutionOptionsUpdated)
            : NexusLinks.ToEvent(run.Key, 1, EventType.WorkflowExecutionStarted);
        var completion = new Completion
        {
            Token = callback.Callback.Nexus.Header.GetValueOrDefault("nexus-operation-token", ""),
            Links = [link],
            StartTime = run.Facts.StartTime,
            CloseTime = run.CloseTime,
        };
        return closing.EventType switch
        {
            EventType.WorkflowExecutionCompleted => completion with { Result = closing.WorkflowExecutionCompletedEventAttributes.Result?.Payloads_.FirstOrDefault() },
            EventType.WorkflowExecutionFailed => completion with { Failure = closing.WorkflowExecutionFailedEventAttributes.Failure },
            EventType.WorkflowExecutionCanceled => completion with
            {
                Canceled = true,
                Failure = new Failure
                {
                    Message = "operation canceled",
                    CanceledFailureInfo = new CanceledFailureInfo { Details = closing.WorkflowExecutionCanceledEventAttributes.Details },
                },
            },
            EventType.WorkflowExecutionTimedOut => completion with
            {
                Failure = new Failure { Message = "operation exceeded internal timeout", TimeoutFailureInfo = new TimeoutFailureInfo() },
            },
            _ => completion with { Failure = new Failure { Message = "operation terminated", TerminatedFailureInfo = new TerminatedFailureInfo() } },
        };
    }
}
