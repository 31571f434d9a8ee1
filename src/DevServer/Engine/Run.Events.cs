using BackgroundAgent.DevServer.Storage;
using Temporalio.Api.Sdk.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Writing events: numbering, buffering while a workflow task runs, undoing, and what is to do afterwards.</summary>
internal sealed partial class Run
{
    private readonly List<HistoryEvent> _buffered = [];
    private readonly List<Effect> _effects = [];
    private readonly List<RecordWrite> _records = [];
    private byte[] _committedSide = [];
    private bool _dirty;
    private TaskCompletionSource? _changed;

    /// <summary>User metadata of the command in work; the first event it makes carries it.</summary>
    public UserMetadata? CommandMetadata { get; set; }

    public bool HasBuffered => _buffered.Count > 0;

    public bool HasBufferedWork => _buffered.Any(e => !EventRules.NeedsNoTask(e.EventType));

    public IEnumerable<HistoryEvent> Buffered => _buffered;

    public bool IsDirty => _dirty;

    public void MarkDirty() => _dirty = true;

    public void Add(Effect effect) => _effects.Add(effect);

    /// <summary>A record to store in the same transaction as this change.</summary>
    public void Add(RecordWrite record) => _records.Add(record);

    public void TakeRecords(StoreWrite write)
    {
        write.Records.AddRange(_records);
        _records.Clear();
    }

    /// <summary>Appends an event (or buffers it) and applies it.</summary>
    public HistoryEvent Add(HistoryEvent e)
    {
        e.EventTime ??= Now.ToProto();
        e.WorkerMayIgnore |= EventRules.MayBeIgnored(e.EventType);
        if (CommandMetadata is not null)
        {
            e.UserMetadata = CommandMetadata;
            CommandMetadata = null;
        }

        if (WorkflowTask.IsSpeculative && !EventRules.IsWorkflowTask(e.EventType))
        {
            WorkflowTask.MakeReal();
        }

        if (WorkflowTask.IsStarted && EventRules.IsBuffered(e.EventType))
        {
            _buffered.Add(e);
        }
        else
        {
            AppendNumbered(e);
        }

        Apply(e);
        _dirty = true;
        return e;
    }

    /// <summary>Takes over an event of another run as it is, with its time.</summary>
    public void AddCopy(HistoryEvent e)
    {
        AppendNumbered(e);
        Apply(e);
        _dirty = true;
    }

    /// <summary>Gives the buffered events their numbers. True when one of them needs a workflow task.</summary>
    public bool FlushBuffered()
    {
        if (_buffered.Count == 0)
        {
            return false;
        }

        var ordered = _buffered.Where(e => !EventRules.ComesLast(e.EventType)).Concat(_buffered.Where(e => EventRules.ComesLast(e.EventType))).ToList();
        var needsTask = HasBufferedWork;
        _buffered.Clear();
        var started = new Dictionary<long, long>();
        foreach (var e in ordered)
        {
            AppendNumbered(e);
            BufferedLinks.Resolve(e, started, Children);
        }

        _dirty = true;
        return needsTask;
    }

    /// <summary>Takes a buffered event back, for a timer that was cancelled after it fired.</summary>
    public bool RemoveBuffered(Predicate<HistoryEvent> match) => _buffered.RemoveAll(match) > 0;

    /// <summary>A workflow task is scheduled unless one is pending, the run waits for its start, or it is paused.</summary>
    public void WakeWorkflow()
    {
        if (IsOpen && BackoffOver && !Pause.IsPaused && !WorkflowTask.IsPending)
        {
            WorkflowTask.Schedule();
        }
    }

    public void EndBackoff()
    {
        BackoffOver = true;
        _dirty = true;
    }

    /// <summary>Ends with the next change; callers check their condition again under the gate.</summary>
    public Task NextChange()
    {
        _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _changed.Task;
    }

    public List<Effect> TakeEffects()
    {
        if (_effects.Count == 0)
        {
            return [];
        }

        var taken = new List<Effect>(_effects);
        _effects.Clear();
        return taken;
    }

    public TaskCompletionSource? TakeChanged()
    {
        var changed = _changed;
        _changed = null;
        return changed;
    }

    private void AppendNumbered(HistoryEvent e)
    {
        e.EventId = Log.NextId;
        e.TaskId = (Serial << 20) + e.EventId;
        Log.Append(e);
    }
}
