using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Starts runs, honouring the policies for a workflow id that was used before.</summary>
internal sealed class RunStarter(HistoryEngine engine)
{
    /// <summary>Starts of one workflow id are serialised by one of these; a run's gate may be taken inside, never outside.</summary>
    private readonly Lock[] _idGates = [.. Enumerable.Range(0, 256).Select(_ => new Lock())];

    public StartResult Start(StartSpec spec) => engine.WithEffectsLater(() => StartUnderGate(spec));

    private StartResult StartUnderGate(StartSpec spec)
    {
        lock (GateOf(spec.Namespace, spec.WorkflowId))
        {
            while (true)
            {
                var current = engine.Index.FindCurrent(spec.Namespace, spec.WorkflowId);
                if (current is null)
                {
                    return StartNew(spec);
                }

                if (TryOverExisting(spec, current) is { } result)
                {
                    return result;
                }
            }
        }
    }

    /// <summary>Makes a run with its first events. Nobody else knows it until it is created or committed as a successor.</summary>
    public Run Make(StartSpec spec)
    {
        var attributes = spec.Attributes;
        var key = new RunKey(spec.Namespace, spec.WorkflowId, Guid.NewGuid().ToString());
        var run = new Run(key, engine.Index.NextSerial(), engine.Clock);
        attributes.WorkflowId = spec.WorkflowId;
        attributes.OriginalExecutionRunId = key.RunId;
        if (attributes.FirstExecutionRunId.Length == 0)
        {
            attributes.FirstExecutionRunId = key.RunId;
        }

        if (attributes.WorkflowExecutionExpirationTime is null && attributes.WorkflowExecutionTimeout.ToSpan() is var limit && limit > TimeSpan.Zero)
        {
            attributes.WorkflowExecutionExpirationTime = (run.Now + attributes.FirstWorkflowTaskBackoff.ToSpan() + limit).ToProto();
        }

        var started = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionStarted,
            UserMetadata = spec.Metadata,
            WorkflowExecutionStartedEventAttributes = attributes,
        };
        started.Links.Add(spec.Links);
        run.Add(started);
        run.Facts.StartRequestId = spec.RequestId;
        spec.Also?.Invoke(run);
        run.WakeWorkflow();
        spec.Finally?.Invoke(run);
        return run;
    }

    public Lock GateOf(string @namespace, string workflowId) =>
        _idGates[(uint)HashCode.Combine(@namespace, workflowId) % (uint)_idGates.Length];

    private StartResult StartNew(StartSpec spec)
    {
        var run = Make(spec);
        return new StartResult(run, true, engine.Create(run));
    }

    /// <summary>Null when the current run changed meanwhile and the caller must look again.</summary>
    private StartResult? TryOverExisting(StartSpec spec, RunRecord current)
    {
        var existing = engine.Index.Load(current);
        var (outcome, commit) = engine.Change(existing, run =>
        {
            if (engine.Index.FindCurrent(spec.Namespace, spec.WorkflowId)?.Serial != run.Serial)
            {
                return default;
            }

            if (spec.RequestId.Length > 0 && IsKnownRequest(run, spec.RequestId))
            {
                return new Outcome(run, Started: run.Facts.StartRequestId == spec.RequestId, StartAnother: false);
            }

            return run.IsOpen ? OverRunning(spec, run) : OverClosed(spec, run);
        });
        if (outcome.Run is null)
        {
            return null;
        }

        return outcome.StartAnother ? StartNew(spec) : new StartResult(outcome.Run, outcome.Started, commit);
    }

    private static bool IsKnownRequest(Run run, string requestId) =>
        run.Facts.StartRequestId == requestId || run.Facts.RequestIds.ContainsKey(requestId);

    private Outcome OverRunning(StartSpec spec, Run run)
    {
        switch (spec.ConflictPolicy)
        {
            case WorkflowIdConflictPolicy.UseExisting:
                Attach(spec, run);
                if (spec.Also is { } also)
                {
                    also(run);
                    run.WakeWorkflow();
                }

                spec.Finally?.Invoke(run);
                return new Outcome(run, Started: false, StartAnother: false);
            case WorkflowIdConflictPolicy.TerminateExisting:
                new RunCloser(engine, run).Terminate("TerminateIfRunning WorkflowIdReusePolicy", null, "history-service");
                var successor = Make(spec);
                run.Successor = successor;
                return new Outcome(successor, Started: true, StartAnother: false);
            default:
                throw RpcErrors.AlreadyStarted(
                    $"Workflow execution is already running. WorkflowId: {run.Key.WorkflowId}, RunId: {run.Key.RunId}.",
                    run.Facts.StartRequestId ?? "",
                    run.Key.RunId);
        }
    }

    /// <summary>Throws when the policy forbids another run.</summary>
    private static Outcome OverClosed(StartSpec spec, Run run)
    {
        var failed = run.Status is WorkflowExecutionStatus.Failed or WorkflowExecutionStatus.Canceled
            or WorkflowExecutionStatus.Terminated or WorkflowExecutionStatus.TimedOut;
        var message = spec.ReusePolicy switch
        {
            WorkflowIdReusePolicy.RejectDuplicate =>
                $"Workflow execution already finished. WorkflowId: {run.Key.WorkflowId}, RunId: {run.Key.RunId}. " +
                "Workflow Id reuse policy: reject duplicate workflow Id.",
            WorkflowIdReusePolicy.AllowDuplicateFailedOnly when !failed =>
                $"Workflow execution already finished successfully. WorkflowId: {run.Key.WorkflowId}, RunId: {run.Key.RunId}. " +
                "Workflow Id reuse policy: allow duplicate workflow Id if last run failed.",
            _ => null,
        };
        return message is null
            ? new Outcome(run, Started: false, StartAnother: true)
            : throw RpcErrors.AlreadyStarted(message, run.Facts.StartRequestId ?? "", run.Key.RunId);
    }

    private void Attach(StartSpec spec, Run run)
    {
        if (spec.OnConflict is not { } options || !(options.AttachRequestId || options.AttachCompletionCallbacks || options.AttachLinks))
        {
            return;
        }

        var updated = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionOptionsUpdated,
            WorkflowExecutionOptionsUpdatedEventAttributes = new(),
        };
        if (options.AttachRequestId)
        {
            updated.WorkflowExecutionOptionsUpdatedEventAttributes.AttachedRequestId = spec.RequestId;
        }

        if (options.AttachCompletionCallbacks)
        {
            var most = engine.Nexus.Limits.CallbacksPerWorkflow;
            if (run.Callbacks.All.Count + spec.Attributes.CompletionCallbacks.Count > most)
            {
                throw RpcErrors.FailedPrecondition(
                    $"cannot attach more than {most} callbacks to a workflow ({run.Callbacks.All.Count} callbacks already attached)");
            }

            updated.WorkflowExecutionOptionsUpdatedEventAttributes.AttachedCompletionCallbacks.Add(spec.Attributes.CompletionCallbacks);
        }

        if (options.AttachLinks)
        {
            updated.Links.Add(spec.Links);
        }

        run.Add(updated);
    }

    private readonly record struct Outcome(Run? Run, bool Started, bool StartAnother);
}
