namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// The workflow task: none → scheduled → started → none. A task is <i>real</i> when its events stand in history.
/// A repeated (transient) task and a speculative one (made only to carry updates) are not real: their events are shown to
/// the worker but written only if the task completes with something to say.
/// </summary>
internal sealed partial class WorkflowTaskMachine(Run run)
{
    private bool _failedOnSticky;
    private TaskStart _start = TaskStart.Default;

    public long ScheduledId { get; private set; }

    public long StartedId { get; private set; }

    public int Attempt { get; private set; } = 1;

    public bool IsSpeculative { get; private set; }

    public DateTimeOffset ScheduledTime { get; private set; }

    public DateTimeOffset OriginalScheduledTime { get; private set; }

    public DateTimeOffset StartedTime { get; private set; }

    public string Identity { get; private set; } = "";

    public string RequestId { get; private set; } = "";

    public bool SuggestContinueAsNew { get; private set; }

    public long HistorySize { get; private set; }

    /// <summary>The sticky queue of the worker that completed the last task; empty when there is none.</summary>
    public string StickyQueue { get; private set; } = "";

    public TimeSpan StickyTimeout { get; private set; }

    /// <summary>The pending task was scheduled on the sticky queue.</summary>
    public bool OnStickyQueue { get; private set; }

    public long LastStartedId { get; private set; }

    public long LastCompletedId { get; private set; }

    public long FirstCompletedId { get; private set; }

    public ReportedProblems Problems { get; } = new();

    public bool IsPending => ScheduledId != 0;

    public bool IsStarted => StartedId != 0;

    /// <summary>Another event may have taken the number an unreal task was promised, so the type counts too.</summary>
    private bool IsReal => ScheduledId != 0 && run.Log.Contains(ScheduledId) && run.Log[ScheduledId].EventType == EventType.WorkflowTaskScheduled;

    /// <summary>The two events a worker must see although history does not have them.</summary>
    public IEnumerable<HistoryEvent> UnwrittenEvents()
    {
        if (!IsPending || IsReal || ScheduledId != run.Log.NextId)
        {
            yield break;
        }

        var scheduled = ScheduledEvent();
        scheduled.EventId = ScheduledId;
        yield return scheduled;
        if (!IsStarted)
        {
            yield break;
        }

        var started = StartedEvent();
        started.EventId = StartedId;
        yield return started;
    }

    public void Schedule(bool speculative = false, DateTimeOffset? originalTime = null)
    {
        if (run.HasBuffered)
        {
            // New events make the next attempt a first one: it no longer repeats what failed.
            Attempt = 1;
            speculative = false;
            run.FlushBuffered();
        }

        var now = run.Now;
        OnStickyQueue = StickyQueue.Length > 0;
        if (Attempt == 1 && !speculative)
        {
            ScheduledTime = now;
            run.Add(ScheduledEvent());
        }
        else
        {
            ScheduledId = run.Log.NextId;
            ScheduledTime = now;
            IsSpeculative = speculative;
        }

        OriginalScheduledTime = originalTime ?? now;
        run.MarkDirty();
        run.Add(new Effect(EffectKind.OfferWorkflowTask));
    }

    public void Start(string identity, string requestId, TaskStart? start = null)
    {
        _start = start ?? _start;
        var now = run.Now;
        Identity = identity;
        RequestId = requestId;
        StartedTime = now;
        HistorySize = run.Log.SizeBytes;
        SuggestContinueAsNew = HistorySize >= Limits.SuggestBytes || run.Log.Count >= _start.SuggestEvents || run.Updates.TooMany;
        if (!IsReal && ScheduledId != run.Log.NextId)
        {
            // Events came since the task was scheduled: it does not repeat anything any more.
            Attempt = 1;
            IsSpeculative = false;
            ScheduledTime = now;
            run.Add(ScheduledEvent());
        }

        if (IsReal)
        {
            run.Add(StartedEvent());
        }
        else
        {
            StartedId = ScheduledId + 1;
        }

        run.MarkDirty();
    }

    /// <summary>Writes the events of an unreal task.</summary>
    public void MakeReal()
    {
        if (!IsPending || IsReal)
        {
            return;
        }

        IsSpeculative = false;
        var wasStarted = IsStarted;
        run.Add(ScheduledEvent());
        if (wasStarted)
        {
            run.Add(StartedEvent());
        }
    }

    public bool Matches(long scheduledId, long startedId, int attempt) =>
        run.IsOpen && IsStarted && ScheduledId == scheduledId && StartedId == startedId && Attempt == attempt;

    /// <summary>What is scheduled next repeats nothing: new events came, or the run was reset.</summary>
    public void ForgetAttempts()
    {
        Attempt = 1;
        run.MarkDirty();
    }

    /// <summary>Ends the task without a trace: a speculative one that changed nothing.</summary>
    public void Drop()
    {
        Clear();
        Attempt = 1;
        run.MarkDirty();
    }

    public HistoryEvent Complete(WorkflowTaskCompletedEventAttributes attributes)
    {
        MakeReal();
        attributes.ScheduledEventId = ScheduledId;
        attributes.StartedEventId = StartedId;
        return run.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowTaskCompleted,
            WorkflowTaskCompletedEventAttributes = attributes,
        });
    }

    /// <summary>Fails the running task. Only a first attempt is recorded; a repeated one just counts.</summary>
    public void Fail(WorkflowTaskFailedEventAttributes attributes)
    {
        LeaveStickyWorker();
        if (IsReal || IsSpeculative)
        {
            MakeReal();
            attributes.ScheduledEventId = ScheduledId;
            attributes.StartedEventId = StartedId;
            run.Add(new HistoryEvent { EventType = EventType.WorkflowTaskFailed, WorkflowTaskFailedEventAttributes = attributes });
        }
        else
        {
            Attempt++;
            Problems.Count();
            Clear();
            run.MarkDirty();
        }
    }

    public void TimeOut(TimeoutType type)
    {
        LeaveStickyWorker();
        if (IsReal || IsSpeculative)
        {
            MakeReal();
            run.Add(new HistoryEvent
            {
                EventType = EventType.WorkflowTaskTimedOut,
                WorkflowTaskTimedOutEventAttributes = new()
                {
                    ScheduledEventId = ScheduledId,
                    StartedEventId = StartedId,
                    TimeoutType = type,
                },
            });
        }
        else
        {
            Attempt++;
            Problems.Count();
            Clear();
            run.MarkDirty();
        }
    }

    /// <summary>A task that fails on its sticky worker is tried elsewhere first; that is no new attempt.</summary>
    private void LeaveStickyWorker()
    {
        _failedOnSticky = StickyQueue.Length > 0;
        ClearSticky();
    }

    public void SetSticky(string queue, TimeSpan timeout)
    {
        StickyQueue = queue;
        StickyTimeout = timeout > TimeSpan.Zero ? timeout : TimeSpan.FromSeconds(5);
        run.MarkDirty();
    }

    public void ClearSticky()
    {
        StickyQueue = "";
        StickyTimeout = TimeSpan.Zero;
        run.MarkDirty();
    }

    /// <summary>The sticky worker is gone: the pending task is offered on the normal queue, with the whole history.</summary>
    public void UseNormalQueue() => OnStickyQueue = false;

    /// <summary>Sends a pending, not started task to the normal queue.</summary>
    public void LeaveStickyQueue()
    {
        ClearSticky();
        if (IsPending && !IsStarted && OnStickyQueue)
        {
            OnStickyQueue = false;
            run.Add(new Effect(EffectKind.OfferWorkflowTask));
        }
    }

    public DateTimeOffset? Deadline
    {
        get
        {
            if (IsStarted)
            {
                return StartedTime + run.Facts.WorkflowTaskTimeout;
            }

            return IsPending && OnStickyQueue ? ScheduledTime + StickyTimeout : null;
        }
    }

    private HistoryEvent ScheduledEvent() => new()
    {
        EventType = EventType.WorkflowTaskScheduled,
        EventTime = ScheduledTime.ToProto(),
        WorkflowTaskScheduledEventAttributes = new()
        {
            TaskQueue = CurrentQueue(),
            StartToCloseTimeout = run.Facts.WorkflowTaskTimeout.ToProto(),
            Attempt = Attempt,
        },
    };

    private HistoryEvent StartedEvent()
    {
        var e = new HistoryEvent
        {
            EventType = EventType.WorkflowTaskStarted,
            EventTime = StartedTime.ToProto(),
            WorkflowTaskStartedEventAttributes = new()
            {
                ScheduledEventId = ScheduledId,
                Identity = Identity,
                RequestId = RequestId,
                SuggestContinueAsNew = SuggestContinueAsNew,
                HistorySizeBytes = HistorySize,
                WorkerVersion = _start.WorkerVersion,
                TargetWorkerDeploymentVersionChanged = _start.TargetChanged,
            },
        };
        AddReasons(e.WorkflowTaskStartedEventAttributes);
        return e;
    }

    private void AddReasons(WorkflowTaskStartedEventAttributes started)
    {
        if (!SuggestContinueAsNew)
        {
            return;
        }

        if (HistorySize >= Limits.SuggestBytes)
        {
            started.SuggestContinueAsNewReasons.Add(SuggestContinueAsNewReason.HistorySizeTooLarge);
        }

        if (ScheduledId > _start.SuggestEvents)
        {
            started.SuggestContinueAsNewReasons.Add(SuggestContinueAsNewReason.TooManyHistoryEvents);
        }

        if (run.Updates.TooMany)
        {
            started.SuggestContinueAsNewReasons.Add(SuggestContinueAsNewReason.TooManyUpdates);
        }
    }

    public TaskQueue CurrentQueue() => OnStickyQueue && StickyQueue.Length > 0
        ? new TaskQueue { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = run.Facts.TaskQueue }
        : new TaskQueue { Name = run.Facts.TaskQueue, Kind = TaskQueueKind.Normal };
}
