using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>The completion callbacks of a run. They are called after its end, so they outlive it: a record in the store says which runs owe some.</summary>
internal sealed class CallbackMachine(Run run)
{
    /// <summary>The records of runs that have ended and whose callbacks are not all done; the key is the run's serial.</summary>
    public const string OwedKind = "callbacks-owed";

    private readonly List<RunCallback> _all = [];

    public IReadOnlyList<RunCallback> All => _all;

    /// <summary>Some are still to be called.</summary>
    public bool IsOwed => _all.Exists(c => c.IsOpen);

    public DateTimeOffset? NextTime => _all.Where(c => c.IsOpen).Select(c => c.Requests.NextTime).Aggregate((DateTimeOffset?)null, ProtoTime.Earliest);

    public void Apply(HistoryEvent e)
    {
        var time = e.EventTime.ToDateTimeOffset();
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                _all.AddRange(e.WorkflowExecutionStartedEventAttributes.CompletionCallbacks.Select(c => new RunCallback(c, time, "")));
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                var options = e.WorkflowExecutionOptionsUpdatedEventAttributes;
                _all.AddRange(options.AttachedCompletionCallbacks.Select(c => new RunCallback(c, time, options.AttachedRequestId)));
                break;
            default:
                break;
        }
    }

    /// <summary>The run has ended: its callbacks are due, in the same transaction.</summary>
    public void Trigger(HistoryEvent closing)
    {
        if (_all.Count == 0 || !IsEnd(closing) || run.Facts.ResetRunId is not null)
        {
            return;
        }

        foreach (var callback in _all)
        {
            callback.IsTriggered = true;
        }

        run.Add(new RecordWrite(OwedKind, Key(run.Serial), [1]));
        run.Add(new Effect(EffectKind.DeliverCallbacks));
    }

    public void Succeed(RunCallback callback)
    {
        callback.Requests.Done(run.Now);
        callback.Outcome = CallbackState.Succeeded;
        Settle();
    }

    public void Fail(RunCallback callback, string message)
    {
        callback.Requests.Done(run.Now, Failure(message, nonRetryable: true));
        callback.Outcome = CallbackState.Failed;
        Settle();
    }

    public void PutOff(RunCallback callback, string message, RetryPause pause)
    {
        callback.Requests.PutOff(run.Now, Failure(message, nonRetryable: false), pause);
        run.MarkDirty();
    }

    /// <summary>Those whose pause is over are to be called again.</summary>
    public void Resume(DateTimeOffset now)
    {
        foreach (var callback in _all.Where(c => c.IsOpen && c.Requests.NextTime <= now))
        {
            callback.Requests.Resume();
            run.MarkDirty();
        }

        run.Add(new Effect(EffectKind.DeliverCallbacks));
    }

    public List<CallbackSide>? ToSide() => _all.Exists(c => c.IsTriggered)
        ? [.. _all.Select(c => new CallbackSide { Triggered = c.IsTriggered, Outcome = (int)(c.Outcome ?? default), Requests = c.Requests.ToSide() })]
        : null;

    public void Restore(List<CallbackSide>? sides)
    {
        foreach (var (callback, side) in _all.Zip(sides ?? []))
        {
            callback.IsTriggered = side.Triggered;
            callback.Outcome = side.Outcome == 0 ? null : (CallbackState)side.Outcome;
            callback.Requests.Restore(side.Requests);
        }
    }

    private static string Key(long serial) => serial.ToString(CultureInfo.InvariantCulture);

    /// <summary>A run that goes on in another one hands its callbacks over to that.</summary>
    private static bool IsEnd(HistoryEvent closing) => closing.EventType switch
    {
        EventType.WorkflowExecutionContinuedAsNew => false,
        EventType.WorkflowExecutionFailed => closing.WorkflowExecutionFailedEventAttributes.RetryState != RetryState.InProgress,
        EventType.WorkflowExecutionTimedOut => closing.WorkflowExecutionTimedOutEventAttributes.RetryState != RetryState.InProgress,
        _ => true,
    };

    private static Failure Failure(string message, bool nonRetryable) => new()
    {
        Message = message,
        ApplicationFailureInfo = new ApplicationFailureInfo { NonRetryable = nonRetryable },
    };

    private void Settle()
    {
        run.MarkDirty();
        if (!IsOwed)
        {
            run.Add(new RecordWrite(OwedKind, Key(run.Serial), null));
        }
    }
}
