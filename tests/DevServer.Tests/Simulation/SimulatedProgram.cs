using BackgroundAgent.DevServer.Tests.Conformance;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Make = BackgroundAgent.DevServer.Tests.Conformance.Commands;

namespace BackgroundAgent.DevServer.Tests.Simulation;

/// <summary>One random program: two workflows and their children, a worker, a client, and time.</summary>
internal sealed class SimulatedProgram(SimulatedServer server, int seed)
{
    private const int Steps = 30;
    private const int MostRuns = 6;
    private const string Queue = "q";

    private static readonly string[] Policies = ["terminate", "cancel", "abandon"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, ReferenceRun> _runs = [];
    private readonly Dictionary<string, ByteString> _tasks = [];
    private readonly List<(string Workflow, string Activity, ByteString Token)> _activities = [];
    private long _now;
    private int _starts;
    private int _next;

    public List<string> Trace { get; } = [];

    public int Run()
    {
        for (var step = 0; step < Steps; step++)
        {
            Step();
            foreach (var (id, run) in _runs)
            {
                // The whole history when it matters, else its length: that takes a tenth of the time.
                if (step % 10 == 9 || run.Events.Count != server.Count(id))
                {
                    Assert.Equal(run.Events, server.History(id));
                }
            }
        }

        return Steps;
    }

    private void Step()
    {
        if (_starts < 2 && (_runs.Count == 0 || _random.Next(8) == 0))
        {
            Start();
            return;
        }

        var (id, run) = _runs.ElementAt(_random.Next(_runs.Count));
        switch (_random.Next(20))
        {
            case < 3:
                FromOutside(id, run, $"Signaled s{_next++}");
                break;
            case 3:
                Cancel(id, run);
                break;
            case < 8:
                PollTask();
                break;
            case < 12:
                EndTask(id, run);
                break;
            case < 14:
                PollActivity();
                break;
            case < 16:
                EndActivity();
                break;
            case < 19:
                Advance(_random.Next(1, 6));
                break;
            default:
                Terminate(id, run);
                break;
        }
    }

    private void Start()
    {
        var id = $"w{_starts++}";
        Trace.Add($"start {id}");
        var (_, status) = server.Call<StartWorkflowExecutionResponse>("StartWorkflowExecution", new StartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = id,
            WorkflowType = new() { Name = "T" },
            TaskQueue = new() { Name = Queue },
            RequestId = id,
        });
        Assert.Equal(StatusCode.OK, status);
        _runs[id] = new ReferenceRun(id, _now, null, StartChild);
    }

    private ReferenceRun? StartChild(string id, ReferenceRun parent) =>
        _runs.ContainsKey(id) ? null : _runs[id] = new ReferenceRun(id, _now, parent, StartChild);

    private void FromOutside(string id, ReferenceRun run, string e)
    {
        Trace.Add($"{id} {e}");
        var (_, status) = server.Call<SignalWorkflowExecutionResponse>("SignalWorkflowExecution", new SignalWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = id },
            SignalName = e.Split(' ')[1],
        });
        Assert.Equal(run.FromOutside(e), status);
    }

    private void Cancel(string id, ReferenceRun run)
    {
        Trace.Add($"{id} cancel");
        var (_, status) = server.Call<RequestCancelWorkflowExecutionResponse>("RequestCancelWorkflowExecution", new RequestCancelWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = id },
        });
        var expected = run.FromOutside("CancelRequested");

        // Of an execution that has ended the call says nothing.
        Assert.True(status == expected || run.IsClosed, $"{status} for {expected}");
    }

    private void Terminate(string id, ReferenceRun run)
    {
        Trace.Add($"{id} terminate");
        var (_, status) = server.Call<TerminateWorkflowExecutionResponse>("TerminateWorkflowExecution", new TerminateWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = id },
        });
        Assert.Equal(run.Terminate(), status);
    }

    private void PollTask()
    {
        Trace.Add("poll task");
        var task = server.HasTask(Queue, TaskQueueType.Workflow)
            ? server.Call<PollWorkflowTaskQueueResponse>("PollWorkflowTaskQueue", new PollWorkflowTaskQueueRequest { Namespace = "default", TaskQueue = new() { Name = Queue } }).Response
            : null;
        if (task is null || task.TaskToken.IsEmpty)
        {
            Assert.DoesNotContain(_runs.Values, r => r.HasTask);
            return;
        }

        var id = task.WorkflowExecution.WorkflowId;
        Assert.True(_runs[id].HasTask, $"{id} has no task");
        _runs[id].StartTask();
        _tasks[id] = task.TaskToken;
    }

    private void EndTask(string id, ReferenceRun run)
    {
        if (!_tasks.TryGetValue(id, out var token))
        {
            return;
        }

        var valid = run.TaskRuns;
        if (_random.Next(4) == 0)
        {
            Trace.Add($"{id} fail task");
            var (_, failed) = server.Call<RespondWorkflowTaskFailedResponse>(
                "RespondWorkflowTaskFailed", new RespondWorkflowTaskFailedRequest { Namespace = "default", TaskToken = token });
            Assert.Equal(valid ? StatusCode.OK : StatusCode.NotFound, failed);
            if (valid)
            {
                run.FailTask("TaskFailed");
            }

            return;
        }

        var commands = Decide(id, run);
        Trace.Add($"{id} complete task: {string.Join(", ", commands)}");
        var (_, status) = server.Call<RespondWorkflowTaskCompletedResponse>("RespondWorkflowTaskCompleted", new RespondWorkflowTaskCompletedRequest
        {
            Namespace = "default",
            TaskToken = token,
            Commands = { commands.Select(c => AsCommand(run, c)) },
        });
        Assert.Equal(valid ? run.CompleteTask(commands) : StatusCode.NotFound, status);
    }

    private List<string> Decide(string id, ReferenceRun run)
    {
        var commands = new List<string>();
        var cancellable = run.Cancellable.ToList();
        var activities = run.CancellableActivities.ToList();
        for (var n = _random.Next(4); n > 0; n--)
        {
            switch (_random.Next(7))
            {
                case 0 when cancellable.Count > 0:
                    commands.Add($"cancel {cancellable[0]}");
                    cancellable.RemoveAt(0);
                    break;
                case 1:
                    commands.Add("marker");
                    break;
                case 2:
                    commands.Add($"activity a{_next++:00000}");
                    break;
                case 3 when activities.Count > 0:
                    commands.Add($"cancelactivity {activities[0]}");
                    activities.RemoveAt(0);
                    break;
                case 4 when _runs.Count < MostRuns:
                    commands.Add($"child {ChildId(id)} {Policies[_random.Next(Policies.Length)]}");
                    break;
                default:
                    commands.Add($"timer t{_next++} {_random.Next(1, 12)}");
                    break;
            }
        }

        if (_random.Next(6) == 0)
        {
            commands.Add(_random.Next(3) switch { 0 => "complete", 1 => "fail", _ => "cancelled" });
        }

        return commands;
    }

    /// <summary>Now and then one that is taken.</summary>
    private string ChildId(string parent) => _random.Next(5) == 0 && _runs.FirstOrDefault(r => r.Key != parent && !r.Value.IsClosed) is { Key: { } taken } ? taken : $"c{_next++}";

    private static Command AsCommand(ReferenceRun run, string text)
    {
        var words = text.Split(' ');
        return words[0] switch
        {
            "timer" => Make.Timer(words[1], int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture)),
            "cancel" => Make.CancelTimer(words[1]),
            "activity" => Make.Activity(words[1], Queue, a => a.StartToCloseTimeout = Data.Seconds(7)),
            "cancelactivity" => Make.CancelActivity(run.ScheduledId(words[1])),
            "child" => Make.Child(words[1], Queue, c => c.ParentClosePolicy = words[2] switch
            {
                "terminate" => ParentClosePolicy.Terminate,
                "cancel" => ParentClosePolicy.RequestCancel,
                _ => ParentClosePolicy.Abandon,
            }),
            "marker" => Make.Marker("m"),
            "complete" => Make.Complete(),
            "fail" => Make.Fail(),
            _ => Make.Cancel(),
        };
    }

    private void PollActivity()
    {
        if (!server.HasTask(Queue, TaskQueueType.Activity))
        {
            return;
        }

        Trace.Add("poll activity");
        var (task, _) = server.Call<PollActivityTaskQueueResponse>(
            "PollActivityTaskQueue", new PollActivityTaskQueueRequest { Namespace = "default", TaskQueue = new() { Name = Queue } });
        if (task is { TaskToken.IsEmpty: false })
        {
            _runs[task.WorkflowExecution.WorkflowId].StartActivity(task.ActivityId);
            _activities.Add((task.WorkflowExecution.WorkflowId, task.ActivityId, task.TaskToken));
        }
    }

    private void EndActivity()
    {
        if (_activities.Count == 0)
        {
            return;
        }

        var (id, activity, token) = _activities[_random.Next(_activities.Count)];
        Trace.Add($"{id} end {activity}");
        if (_random.Next(3) == 0)
        {
            var (_, failed) = server.Call<RespondActivityTaskFailedResponse>(
                "RespondActivityTaskFailed", new RespondActivityTaskFailedRequest { Namespace = "default", TaskToken = token, Failure = Make.Failure() });
            Assert.Equal(_runs[id].EndActivity(activity, "ActivityFailed"), failed);
            return;
        }

        if (_random.Next(4) == 0)
        {
            var (_, cancelled) = server.Call<RespondActivityTaskCanceledResponse>(
                "RespondActivityTaskCanceled", new RespondActivityTaskCanceledRequest { Namespace = "default", TaskToken = token });
            Assert.Equal(_runs[id].EndActivity(activity, "ActivityCanceled"), cancelled);
            return;
        }

        var (_, status) = server.Call<RespondActivityTaskCompletedResponse>(
            "RespondActivityTaskCompleted", new RespondActivityTaskCompletedRequest { Namespace = "default", TaskToken = token });
        Assert.Equal(_runs[id].EndActivity(activity, "ActivityCompleted"), status);
    }

    private void Advance(int seconds)
    {
        Trace.Add($"advance {seconds}");
        _now += seconds;
        server.Advance(seconds);
        foreach (var run in _runs.Values.ToList())
        {
            run.AdvanceTo(_now);
        }
    }
}
