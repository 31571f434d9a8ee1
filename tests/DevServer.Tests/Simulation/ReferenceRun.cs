using Grpc.Core;

namespace BackgroundAgent.DevServer.Tests.Simulation;

/// <summary>
/// What a run must look like, written a second time and as simply as possible: a list of words for events, no storage, no queues, no undo.
/// Times are whole seconds. Children are reference runs too.
/// </summary>
internal sealed class ReferenceRun
{
    private const int TaskTimeout = 10;
    private const int ActivityTimeout = 7;

    private readonly List<string> _buffer = [];
    private readonly SortedDictionary<long, (string Id, long Due)> _timers = [];
    private readonly SortedDictionary<string, long?> _activities = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cancelAsked = [];
    private readonly List<ReferenceChild> _newChildren = [];
    private readonly List<ReferenceChild> _children = [];
    private readonly Func<string, ReferenceRun, ReferenceRun?> _startChild;
    private readonly ReferenceRun? _parent;
    private readonly string _id;
    private Stage _task = Stage.None;
    private bool _written;
    private int _attempt = 1;
    private int _countWhenScheduled;
    private long _taskStarted;
    private long _now;
    private long _order;
    private bool _needsTask;

    public ReferenceRun(string id, long now, ReferenceRun? parent, Func<string, ReferenceRun, ReferenceRun?> startChild)
    {
        (_id, _now, _parent, _startChild) = (id, now, parent, startChild);
        Events.Add("Started");
        Schedule();
    }

    private enum Stage
    {
        None,
        Scheduled,
        Started,
    }

    public List<string> Events { get; } = [];

    public bool IsClosed { get; private set; }

    public bool HasTask => _task == Stage.Scheduled;

    public bool TaskRuns => _task == Stage.Started;

    /// <summary>Timers a worker may cancel: those that run, and those that fired while it did not look.</summary>
    public IEnumerable<string> Cancellable => _timers.Values.Select(t => t.Id).Concat(_buffer.Where(e => e.StartsWith("TimerFired ", StringComparison.Ordinal)).Select(e => e[11..]));

    /// <summary>Activities whose end the worker has not seen and that it has not asked to cancel.</summary>
    public IEnumerable<string> CancellableActivities => Of("ActivityScheduled ")
        .Where(id => !Events.Any(e => e.EndsWith(" " + id, StringComparison.Ordinal) && (IsResult(e) || e == $"ActivityCancelRequested {id}")));

    /// <summary>The id of the event that scheduled an activity.</summary>
    public long ScheduledId(string activity) => Events.IndexOf($"ActivityScheduled {activity}") + 1;

    public StatusCode FromOutside(string e)
    {
        if (IsClosed)
        {
            return StatusCode.NotFound;
        }

        if (e == "CancelRequested" && Events.Concat(_buffer).Contains(e))
        {
            // Asked for once already.
            return StatusCode.OK;
        }

        Happen(e);
        Wake();
        return StatusCode.OK;
    }

    public StatusCode Terminate()
    {
        if (IsClosed)
        {
            return StatusCode.NotFound;
        }

        if (TaskRuns && _written)
        {
            Events.Add("TaskFailed");
        }

        Flush();
        Events.Add("Terminated");
        IsClosed = true;
        _task = Stage.None;
        AfterClose();
        return StatusCode.OK;
    }

    public void StartTask()
    {
        if (!_written && Events.Count != _countWhenScheduled)
        {
            // Something came: what is tried now is not what failed.
            _attempt = 1;
            Events.Add("TaskScheduled");
            _written = true;
        }

        if (_written)
        {
            Events.Add("TaskStarted");
        }

        _task = Stage.Started;
        _taskStarted = _now;
    }

    public void FailTask(string e)
    {
        if (_written)
        {
            Events.Add(e);
        }

        _attempt++;
        _task = Stage.None;
        if (_buffer.Count > 0)
        {
            _attempt = 1;
        }

        Flush();
        Wake();
    }

    /// <summary>The commands as words: "timer x 5", "cancel x", "activity x", "cancelactivity x", "child x policy", "marker", or an end.</summary>
    public StatusCode CompleteTask(IReadOnlyList<string> commands)
    {
        if (commands.Any(IsEnd) && _buffer.Count > 0 && !BufferIsTakenBack(commands))
        {
            FailTask("TaskFailed");
            return StatusCode.InvalidArgument;
        }

        if (!_written)
        {
            Events.Add("TaskScheduled");
            Events.Add("TaskStarted");
        }

        Events.Add("TaskCompleted");
        _attempt = 1;
        _task = Stage.None;
        _needsTask = false;
        foreach (var command in commands)
        {
            Apply(command);
        }

        var more = _buffer.Count > 0 || _needsTask;
        Flush();
        if (more)
        {
            Wake();
        }

        StartChildren();
        if (IsClosed)
        {
            AfterClose();
        }

        return StatusCode.OK;
    }

    public void StartActivity(string id) => _activities[id] = _now;

    public bool IsRunning(string id) => !IsClosed && _activities.GetValueOrDefault(id) is not null;

    public StatusCode EndActivity(string id, string e)
    {
        if (!IsRunning(id))
        {
            return StatusCode.NotFound;
        }

        if (e == "ActivityCanceled" && !_cancelAsked.Contains(id))
        {
            return StatusCode.InvalidArgument;
        }

        _activities.Remove(id);
        Happen($"ActivityStarted {id}");
        Happen($"{e} {id}");
        Wake();
        return StatusCode.OK;
    }

    public void AdvanceTo(long now)
    {
        _now = now;
        if (IsClosed)
        {
            return;
        }

        if (TaskRuns && _taskStarted + TaskTimeout <= now)
        {
            FailTask("TaskTimedOut");
        }

        var due = _timers.Where(t => t.Value.Due <= now).OrderBy(t => t.Value.Due).ThenBy(t => t.Key).ToList();
        foreach (var (order, timer) in due)
        {
            _timers.Remove(order);
            Happen($"TimerFired {timer.Id}");
        }

        if (due.Count > 0)
        {
            Wake();
        }

        foreach (var (id, started) in _activities.Where(a => a.Value + ActivityTimeout <= now).OrderBy(a => a.Key, StringComparer.Ordinal).ToList())
        {
            EndActivity(id, "ActivityTimedOut");
        }
    }

    private static bool IsEnd(string command) => command is "complete" or "fail" or "cancelled";

    /// <summary>A timer that fired in the buffer and is cancelled before the end leaves nothing to see.</summary>
    private bool BufferIsTakenBack(IReadOnlyList<string> commands) =>
        _buffer.All(e => e.StartsWith("TimerFired ", StringComparison.Ordinal) && commands.Contains("cancel " + e[11..]));

    private void Apply(string command)
    {
        var words = command.Split(' ');
        switch (words[0])
        {
            case "timer":
                _timers[_order++] = (words[1], _now + int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));
                Events.Add($"TimerStarted {words[1]}");
                break;
            case "cancel":
                _buffer.Remove($"TimerFired {words[1]}");
                foreach (var order in _timers.Where(t => t.Value.Id == words[1]).Select(t => t.Key).ToList())
                {
                    _timers.Remove(order);
                }

                Events.Add($"TimerCanceled {words[1]}");
                break;
            case "activity":
                _activities[words[1]] = null;
                Events.Add($"ActivityScheduled {words[1]}");
                break;
            case "cancelactivity":
                CancelActivity(words[1]);
                break;
            case "child":
                Events.Add($"ChildInitiated {words[1]}");
                _newChildren.Add(new ReferenceChild(words[1], words[2], null));
                break;
            case "marker":
                Events.Add("Marker");
                break;
            default:
                Events.Add(words[0] switch { "complete" => "Completed", "fail" => "Failed", _ => "Canceled" });
                IsClosed = true;
                break;
        }
    }

    private void CancelActivity(string id)
    {
        Events.Add($"ActivityCancelRequested {id}");
        if (!_activities.TryGetValue(id, out var started))
        {
            return;
        }

        if (started is not null)
        {
            _cancelAsked.Add(id);
            return;
        }

        _activities.Remove(id);
        Events.Add($"ActivityCanceled {id}");
        _needsTask = true;
    }

    /// <summary>A run that has ended still starts those that are to outlive it.</summary>
    private void StartChildren()
    {
        foreach (var child in _newChildren.Where(c => !IsClosed || c.Policy == "abandon"))
        {
            var run = _startChild(child.Id, this);
            if (IsClosed)
            {
                continue;
            }

            Happen(run is null ? $"ChildStartFailed {child.Id}" : $"ChildStarted {child.Id}");
            if (run is not null)
            {
                _children.Add(child with { Run = run });
            }

            Wake();
        }

        _newChildren.Clear();
    }

    /// <summary>The parent hears of it, and the children are treated as was agreed.</summary>
    private void AfterClose()
    {
        if (_parent is { IsClosed: false })
        {
            _parent.Happen($"Child{Events[^1]} {_id}");
            _parent.Wake();
            _parent._children.RemoveAll(c => c.Id == _id);
        }

        foreach (var child in _children.ToList())
        {
            if (child.Policy == "terminate")
            {
                child.Run!.Terminate();
            }
            else if (child.Policy == "cancel")
            {
                child.Run!.FromOutside("CancelRequested");
            }
        }
    }

    private IEnumerable<string> Of(string start) => Events.Where(e => e.StartsWith(start, StringComparison.Ordinal)).Select(e => e[start.Length..]);

    private void Happen(string e) => (TaskRuns ? _buffer : Events).Add(e);

    private void Wake()
    {
        if (!IsClosed && _task == Stage.None)
        {
            Schedule();
        }
    }

    private void Schedule()
    {
        _task = Stage.Scheduled;
        _written = _attempt == 1;
        if (_written)
        {
            Events.Add("TaskScheduled");
        }

        _countWhenScheduled = Events.Count;
    }

    /// <summary>Results of activities and children come after all else.</summary>
    private void Flush()
    {
        Events.AddRange(_buffer.Where(e => !IsResult(e)));
        Events.AddRange(_buffer.Where(IsResult));
        _buffer.Clear();
    }

    private static bool IsResult(string e) => e.Split(' ')[0] is
        "ActivityCompleted" or "ActivityFailed" or "ActivityTimedOut" or "ActivityCanceled" or
        "ChildCompleted" or "ChildFailed" or "ChildCanceled" or "ChildTerminated";
}

/// <summary>A child and what is to become of it when its parent ends: terminate, cancel or abandon.</summary>
internal sealed record ReferenceChild(string Id, string Policy, ReferenceRun? Run);
