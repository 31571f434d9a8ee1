using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Operations;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>Somebody to be told when a run ends: standby → scheduled ⇄ backing off → succeeded or failed.</summary>
internal sealed class RunCallback(Callback callback, DateTimeOffset registered, string attachedRequestId)
{
    public Callback Callback { get; } = callback;

    public DateTimeOffset Registered { get; } = registered;

    /// <summary>The request that attached it to a running workflow; empty when it came with the start.</summary>
    public string AttachedRequestId { get; } = attachedRequestId;

    public RequestAttempts Requests { get; } = new();

    public bool IsTriggered { get; set; }

    /// <summary>Succeeded or failed for good.</summary>
    public CallbackState? Outcome { get; set; }

    public bool IsOpen => IsTriggered && Outcome is null;

    public CallbackState State => Outcome
        ?? (!IsTriggered ? CallbackState.Standby : Requests.IsBackingOff ? CallbackState.BackingOff : CallbackState.Scheduled);

    public CallbackInfo Describe() => new()
    {
        Callback = Callback,
        Trigger = new CallbackInfo.Types.Trigger { WorkflowClosed = new CallbackInfo.Types.WorkflowClosed() },
        RegistrationTime = Registered.ToProto(),
        State = State,
        Attempt = Requests.Count,
        LastAttemptCompleteTime = Requests.LastTime.ToProto(),
        LastAttemptFailure = Requests.LastFailure,
        NextAttemptScheduleTime = Requests.NextTime.ToProto(),
    };
}
