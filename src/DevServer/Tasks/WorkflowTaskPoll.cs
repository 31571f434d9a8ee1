using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers.Deployments;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>Hands workflow tasks and queries to polling workers.</summary>
internal sealed class WorkflowTaskPoll(HistoryEngine engine, QueryDesk queries)
{
    /// <summary>Starts the task if it still holds; null when it is stale.</summary>
    public async Task<PollWorkflowTaskQueueResponse?> TryStartAsync(MatchTask task, PollWorkflowTaskQueueRequest request, CancellationToken cancel)
    {
        if (task is QueryMatch query)
        {
            return await queries.BuildAsync(query);
        }

        if (task is not WorkflowMatch match)
        {
            return null;
        }

        var (response, commit) = engine.Change(match.Run, run =>
        {
            cancel.ThrowIfCancellationRequested();
            var pending = run.WorkflowTask;
            if (!run.IsOpen || !pending.IsPending || pending.IsStarted || pending.ScheduledId != match.ScheduledId ||
                pending.OnStickyQueue != match.OnSticky || run.Pause.IsPaused)
            {
                return null;
            }

            pending.Start(request.Identity, Guid.NewGuid().ToString(), new TaskStart(
                engine.SuggestEvents, Stamp(request.DeploymentOptions, request.WorkerVersionCapabilities), VersionRouter.TargetDiffers(engine.Deployments, run)));
            return Build(run, sticky: match.OnSticky);
        });
        await commit;
        return response;
    }

    /// <summary>The build of a worker that is not versioned by deployments.</summary>
    public static WorkerVersionStamp? Stamp(WorkerDeploymentOptions? options, WorkerVersionCapabilities? said) =>
        options is { WorkerVersioningMode: WorkerVersioningMode.Versioned, DeploymentName.Length: > 0 } || said is not { BuildId.Length: > 0 } capabilities
            ? null
            : new WorkerVersionStamp { BuildId = capabilities.BuildId, UseVersioning = capabilities.UseVersioning };

    /// <summary>The answer for a task that is started. Needs the gate.</summary>
    public static PollWorkflowTaskQueueResponse Build(Run run, bool sticky)
    {
        var task = run.WorkflowTask;
        var response = Base(run);
        response.TaskToken = new TaskToken(
            'w', run.Serial, task.ScheduledId, task.Attempt, task.StartedId.ToString(CultureInfo.InvariantCulture)).ToBytes();
        response.StartedEventId = task.StartedId;
        response.Attempt = task.Attempt;
        response.ScheduledTime = task.ScheduledTime.ToProto();
        response.StartedTime = task.StartedTime.ToProto();
        var first = sticky ? task.LastStartedId + 1 : 1;
        var next = HistoryPages.Fill(response.History, run, first, run.Log.Count, Limits.HistoryPageEvents);
        if (next <= run.Log.Count)
        {
            response.NextPageToken = new HistoryPages.Token(run.Key.RunId, next, task.StartedId, ForTask: true).ToBytes();
        }
        else
        {
            response.History.Events.Add(task.UnwrittenEvents());
        }

        foreach (var query in run.LiveQueries.Waiting)
        {
            response.Queries[query.Id] = query.Query;
        }

        foreach (var message in run.LiveUpdates.Send(task.ScheduledId, task.StartedId))
        {
            response.Messages.Add(message);
        }

        return response;
    }

    public static PollWorkflowTaskQueueResponse Base(Run run) => new()
    {
        WorkflowExecution = run.Key.ToProto(),
        WorkflowType = run.Facts.Started.WorkflowType,
        PreviousStartedEventId = run.WorkflowTask.LastStartedId,
        WorkflowExecutionTaskQueue = new TaskQueue { Name = run.Facts.TaskQueue, Kind = TaskQueueKind.Normal },
        History = new History(),
    };
}
