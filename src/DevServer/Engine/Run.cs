using BackgroundAgent.DevServer.Nexus.Callbacks;
using BackgroundAgent.DevServer.Nexus.Operations;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// One run: its events and the state derived from them. Everything here needs <see cref="Gate"/>, which is the run's one
/// writer; members named Live survive a roll-back because they belong to callers that wait, not to the run.
/// </summary>
internal sealed partial class Run
{
    private readonly ServerClock _clock;

    public Run(RunKey key, long serial, ServerClock clock)
    {
        Key = key;
        Serial = serial;
        _clock = clock;
        LiveQueries = new QueryBox();
        LiveUpdates = new UpdateBox();
        ResetState();
    }

    public Lock Gate { get; } = new();

    public RunKey Key { get; }

    public long Serial { get; }

    /// <summary>The line of this run in the index, once it is there.</summary>
    public RunRecord? Record { get; set; }

    public EventLog Log { get; } = new();

    public DateTimeOffset Now => _clock.GetUtcNow();

    public RunFacts Facts { get; private set; } = null!;

    public WorkflowTaskMachine WorkflowTask { get; private set; } = null!;

    public ActivityMachine Activities { get; private set; } = null!;

    public TimerMachine Timers { get; private set; } = null!;

    public ChildMachine Children { get; private set; } = null!;

    public ExternalSignalMachine ExternalSignals { get; private set; } = null!;

    public ExternalCancelMachine ExternalCancels { get; private set; } = null!;

    public UpdateMachine Updates { get; private set; } = null!;

    public NexusMachine Nexus { get; private set; } = null!;

    public CallbackMachine Callbacks { get; private set; } = null!;

    public SignalMachine Signals { get; private set; } = null!;

    public VersioningState Versioning { get; private set; } = null!;

    public BuildTrail Builds { get; private set; } = null!;

    public PauseState Pause { get; private set; } = null!;

    public QueryBox LiveQueries { get; }

    public UpdateBox LiveUpdates { get; }

    public WorkflowExecutionStatus Status { get; private set; }

    public bool IsOpen => Status is WorkflowExecutionStatus.Running;

    public DateTimeOffset? CloseTime { get; private set; }

    public HistoryEvent? CloseEvent { get; private set; }

    public long Transitions { get; set; }

    /// <summary>Ends when everything this run has handed to the store is durable.</summary>
    public Task LastCommit { get; set; } = Task.CompletedTask;

    /// <summary>The delay before the first workflow task is over (or there is none).</summary>
    public bool BackoffOver { get; private set; }

    /// <summary>A run created by this change (continued, retried, replaced), to be stored in the same transaction.</summary>
    public Run? Successor { get; set; }

    public Run? TakeSuccessor()
    {
        var successor = Successor;
        Successor = null;
        return successor;
    }

    private void ResetState()
    {
        Facts = new RunFacts();
        WorkflowTask = new WorkflowTaskMachine(this);
        Activities = new ActivityMachine(this);
        Timers = new TimerMachine(this);
        Children = new ChildMachine(this);
        ExternalSignals = new ExternalSignalMachine(this);
        ExternalCancels = new ExternalCancelMachine(this);
        Updates = new UpdateMachine(this);
        Nexus = new NexusMachine(this);
        Callbacks = new CallbackMachine(this);
        Signals = new SignalMachine();
        Versioning = new VersioningState();
        Builds = new BuildTrail(this);
        Pause = new PauseState();
        Status = WorkflowExecutionStatus.Running;
        CloseTime = null;
        CloseEvent = null;
        BackoffOver = false;
        _buffered.Clear();
        _effects.Clear();
        _records.Clear();
        _dirty = false;
    }

    /// <summary>The one place where an event changes state, live and on load alike.</summary>
    private void Apply(HistoryEvent e)
    {
        if (EventRules.IsWorkflowTask(e.EventType))
        {
            WorkflowTask.Apply(e);
            Versioning.Apply(e);
            Builds.Apply(e);
            BackoffOver = true;
            return;
        }

        if (EventRules.ClosingStatus(e.EventType) is { } status)
        {
            Status = status;
            CloseTime = e.EventTime.ToDateTimeOffset();
            CloseEvent = e;
            return;
        }

        Facts.Apply(e);
        Versioning.Apply(e);
        if (e.EventType == EventType.WorkflowExecutionStarted && Facts.FirstTaskBackoff == TimeSpan.Zero)
        {
            BackoffOver = true;
        }

        Activities.Apply(e);
        Timers.Apply(e);
        Children.Apply(e);
        ExternalSignals.Apply(e);
        ExternalCancels.Apply(e);
        Updates.Apply(e);
        Nexus.Apply(e);
        Callbacks.Apply(e);
        Signals.Apply(e);
        Pause.Apply(e);
    }
}
