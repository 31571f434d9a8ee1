using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Namespaces;
using BackgroundAgent.DevServer.Nexus;
using BackgroundAgent.DevServer.Rules;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Time;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// Changes runs: takes the run's gate, lets the change happen, hands the transaction to the store, and carries out what
/// follows once the gate is free. Nothing is acknowledged before its transaction is durable. A run's gate is never held
/// while another run's is taken, except for a successor nobody else can see yet.
/// </summary>
internal sealed class HistoryEngine
{
    [ThreadStatic]
    private static List<(Run Run, List<Effect> Effects)>? _later;

    public HistoryEngine(IStore store, ServerClock clock, NamespaceRegistry namespaces, DynamicSettings settings)
    {
        Store = store;
        Clock = clock;
        Namespaces = namespaces;
        Sizes = SizeLimits.From(settings);
        Deadlines = new DeadlineQueue(clock);
        Skipper = new TimeSkipper(clock, Deadlines);
        Index = new RunIndex(store, clock);
        Matching = new Matcher(clock, Skipper) { IsFair = settings.Fairness };
        Deployments = new DeploymentBook(store, clock);
        Deployments.Sets.Changed += @namespace => VersionRouter.RerouteSets(this, @namespace);
        Deployments.RoutingChanged += @namespace => VersionRouter.Reroute(this, @namespace);
        Rules = new WorkflowRuleBook(store, namespaces);
        Effects = new EffectDispatcher(this);
        Starter = new RunStarter(this);
        Nexus = new NexusParts(this, settings);
    }

    public IStore Store { get; }

    public ServerClock Clock { get; }

    public NamespaceRegistry Namespaces { get; }

    public SizeLimits Sizes { get; }

    public DeadlineQueue Deadlines { get; }

    public TimeSkipper Skipper { get; }

    public RunIndex Index { get; }

    public Matcher Matching { get; }

    public DeploymentBook Deployments { get; }

    public WorkflowRuleBook Rules { get; }

    public NexusParts Nexus { get; }

    /// <summary>From how many events on a worker is told to continue as new.</summary>
    public long SuggestEvents { get; init; } = Limits.SuggestEvents;

    public RunStarter Starter { get; }

    /// <summary>A run has ended and no other run of its chain follows. Raised outside of every gate.</summary>
    public event Action<Run>? RunClosed;

    private EffectDispatcher Effects { get; }

    public void OnRunClosed(Run run) => RunClosed?.Invoke(run);

    public async Task<T> ChangeAsync<T>(Run run, Func<Run, T> change)
    {
        var (result, commit) = Change(run, change);
        await commit;
        return result;
    }

    public async Task ChangeAsync(Run run, Action<Run> change) => await Change(run, change);

    public Task Change(Run run, Action<Run> change) => Change(run, r =>
    {
        change(r);
        return true;
    }).Commit;

    /// <summary>Applies a change. The task ends when the change, and everything the run did before, is durable.</summary>
    public (T Result, Task Commit) Change<T>(Run run, Func<Run, T> change)
    {
        Skipper.EnterWork();
        try
        {
            T result;
            Task commit;
            List<Effect> effects;
            TaskCompletionSource? changed;
            Run? successor;
            lock (run.Gate)
            {
                result = ChangeUnderGate(run, change);
                successor = run.TakeSuccessor();
                commit = CommitUnderGate(run, successor);
                effects = run.TakeEffects();
                changed = run.TakeChanged();
            }

            changed?.TrySetResult();
            Dispatch(run, effects);
            if (successor is not null)
            {
                Dispatch(successor, successor.TakeEffects());
            }

            return (result, commit);
        }
        finally
        {
            Skipper.ExitWork();
        }
    }

    /// <summary>Writes a run that was just created and that nobody else can see yet.</summary>
    public Task Create(Run run)
    {
        Skipper.EnterWork();
        try
        {
            Task commit;
            List<Effect> effects;
            lock (run.Gate)
            {
                commit = CommitUnderGate(run, null);
                effects = run.TakeEffects();
            }

            Dispatch(run, effects);
            return commit;
        }
        finally
        {
            Skipper.ExitWork();
        }
    }

    /// <summary>Reads under the gate; the task ends when what was read is durable.</summary>
    public static async Task<T> ReadAsync<T>(Run run, Func<Run, T> read)
    {
        T result;
        Task commit;
        lock (run.Gate)
        {
            result = read(run);
            commit = run.LastCommit;
        }

        await commit;
        return result;
    }

    /// <summary>Waits until the condition gives something, the time is over (null), or the caller goes.</summary>
    public async Task<T?> WaitAsync<T>(Run run, Func<Run, T?> condition, TimeSpan timeout, CancellationToken cancel)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout, Clock.Real);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        while (true)
        {
            T? result;
            Task next;
            Task commit;
            lock (run.Gate)
            {
                result = condition(run);
                next = run.NextChange();
                commit = run.LastCommit;
            }

            if (result is not null)
            {
                await commit;
                return result;
            }

            try
            {
                await next.WaitAsync(both.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    public Run Get(string @namespace, string workflowId, string runId)
    {
        var record = string.IsNullOrEmpty(runId)
            ? Index.FindCurrent(@namespace, workflowId)
            : Index.Find(new RunKey(@namespace, workflowId, runId));
        return record is null ? throw Rpc.RpcErrors.WorkflowNotFound(workflowId, runId) : Index.Load(record);
    }

    /// <summary>Runs something that holds a gate of a workflow id; what follows from it happens after the gate is free.</summary>
    public T WithEffectsLater<T>(Func<T> action)
    {
        if (_later is not null)
        {
            return action();
        }

        var later = new List<(Run Run, List<Effect> Effects)>();
        Skipper.EnterWork();
        try
        {
            _later = later;
            return action();
        }
        finally
        {
            _later = null;
            foreach (var (run, effects) in later)
            {
                Effects.Dispatch(run, effects);
            }

            Skipper.ExitWork();
        }
    }

    private void Dispatch(Run run, List<Effect> effects)
    {
        if (_later is null)
        {
            Effects.Dispatch(run, effects);
        }
        else
        {
            _later.Add((run, effects));
        }
    }

    private static T ChangeUnderGate<T>(Run run, Func<Run, T> change)
    {
        try
        {
            return change(run);
        }
        catch
        {
            run.TakeSuccessor();
            run.TakeEffects();
            if (run.IsDirty)
            {
                run.RollBack();
            }

            throw;
        }
    }

    private Task CommitUnderGate(Run run, Run? successor)
    {
        if (!run.IsDirty)
        {
            return run.LastCommit;
        }

        var write = new StoreWrite();
        Take(run, write);
        if (successor is not null)
        {
            Take(successor, write);
        }

        var commit = Store.CommitAsync(write);
        run.LastCommit = commit;
        AfterWrite(run);
        if (successor is not null)
        {
            successor.LastCommit = commit;
            AfterWrite(successor);
        }

        return commit;
    }

    private void Take(Run run, StoreWrite write)
    {
        run.Transitions++;
        write.Runs.Add(RunStore.Take(run, Index.Publish(run)));
        run.TakeRecords(write);
    }

    private void AfterWrite(Run run)
    {
        if (Skipper.IsOn && run.IsBusy != run.CountedBusy)
        {
            run.CountedBusy = run.IsBusy;
            Skipper.CountBusy(run.IsBusy ? 1 : -1);
        }

        if (!run.IsOpen)
        {
            Index.KeepClosed(run);
            return;
        }

        Register(run);
    }

    public void Register(Run run)
    {
        var due = run.Deadline;
        if (due is not null && (run.RegisteredDeadline is null || due < run.RegisteredDeadline))
        {
            run.RegisteredDeadline = due;
            Deadlines.Add(due.Value, run.DeadlineOwner ??= new RunDeadline(this, run.Serial));
        }
    }
}
