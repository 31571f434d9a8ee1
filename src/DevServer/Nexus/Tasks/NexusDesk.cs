using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers.Deployments;
using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Nexus.Tasks;

/// <summary>Hands requests to the workers of a task queue and their answers back to who asked.</summary>
internal sealed class NexusDesk(HistoryEngine engine)
{
    private const string OperationTimeout = "operation-timeout";

    private readonly ConcurrentDictionary<string, NexusTask> _waiting = new(StringComparer.Ordinal);

    private TimeProvider Clock => engine.Clock.Real;

    /// <summary>Asks a worker. No worker, or none that answers in time, is an answer too.</summary>
    public async Task<NexusAnswer> AskAsync(string @namespace, string queue, Request request, TimeSpan timeout, CancellationToken cancel)
    {
        var now = Clock.GetUtcNow();
        request.ScheduledTime = now.ToProto();
        DateTimeOffset? operation = request.Header.TryGetValue(OperationTimeout, out var text) && GoDuration.TryParse(text, out var left) ? now + left : null;
        var task = new NexusTask(Guid.NewGuid().ToString(), request, now + timeout, operation);
        _waiting[task.Id] = task;
        try
        {
            engine.Matching.Queue(Route(@namespace, queue, task.Id)).Offer(new NexusMatch(engine.Clock.GetUtcNow(), task));
            return await task.Done.Task.WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, Clock, cancel);
        }
        catch (TimeoutException)
        {
            return NexusAnswer.TimedOut;
        }
        finally
        {
            task.Done.TrySetCanceled(CancellationToken.None);
            _waiting.TryRemove(task.Id, out _);
        }
    }

    /// <summary>The task as a worker gets it; null when nobody waits for it any longer.</summary>
    public PollNexusTaskQueueResponse? Hand(NexusTask task)
    {
        if (task.IsOver)
        {
            return null;
        }

        var now = Clock.GetUtcNow();
        var request = task.Request.Clone();
        var left = Text(task.Deadline - now);

        // The Java SDK looks for the second form.
        request.Header["request-timeout"] = left;
        request.Header["Request-Timeout"] = left;
        if (task.OperationDeadline is { } due)
        {
            request.Header[OperationTimeout] = Text(due - now);
        }

        return new PollNexusTaskQueueResponse { TaskToken = NexusTaskToken.Write(task.Id), Request = request };
    }

    /// <summary>False when nobody waits for the answer (any longer).</summary>
    public bool TryAnswer(string taskId, NexusAnswer answer) => _waiting.TryRemove(taskId, out var task) && task.Done.TrySetResult(answer);

    public bool IsCancel(string taskId) => _waiting.TryGetValue(taskId, out var task) && task.Request.CancelOperation is not null;

    /// <summary>A duration in milliseconds, which every SDK reads.</summary>
    public static string Text(TimeSpan span) => FormattableString.Invariant($"{Math.Max(0, (long)span.TotalMilliseconds)}ms");

    private QueueKey Route(string @namespace, string queue, string taskId)
    {
        var key = new QueueKey(@namespace, queue, TaskQueueType.Nexus);
        return engine.Deployments.Queue(@namespace, queue, TaskQueueType.Nexus)?.Target(taskId) is { } version
            ? key with { Version = VersionName.Old(version) }
            : key;
    }
}
