using System.Globalization;
using BackgroundAgent.DevServer.Commands;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>Takes the answer of a worker to a workflow task.</summary>
internal sealed class WorkflowTaskCompletion(HistoryEngine engine)
{
    private const string UnprocessedMessage =
        "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker.";

    public async Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(RespondWorkflowTaskCompletedRequest request)
    {
        CheckSequence(request);
        var token = TaskToken.Parse(request.TaskToken, 'w');
        var run = engine.Index.FindLoaded(token.Serial) ?? throw RpcErrors.NotFound("Workflow task not found.");
        BadCommandException? bad = null;
        try
        {
            return await engine.ChangeAsync(run, r => Apply(r, request, token));
        }
        catch (BadCommandException e)
        {
            // The run is rolled back; what remains is to record that the task failed.
            bad = e;
        }

        await engine.ChangeAsync(run, r => FailTask(r, request, token, bad));
        throw RpcErrors.InvalidArgument(bad.Message);
    }

    /// <summary>Nothing may follow the command that closes the run; this is refused before anything is changed.</summary>
    private static void CheckSequence(RespondWorkflowTaskCompletedRequest request)
    {
        var closing = request.Commands.FirstOrDefault(c => c.CommandType is CommandType.CompleteWorkflowExecution
            or CommandType.FailWorkflowExecution or CommandType.CancelWorkflowExecution or CommandType.ContinueAsNewWorkflowExecution);
        if (closing is not null && !ReferenceEquals(closing, request.Commands[^1]))
        {
            throw RpcErrors.InvalidArgument(
                $"invalid command sequence: [{string.Join(", ", request.Commands.Select(c => c.CommandType))}], command {closing.CommandType} must be the last command.");
        }
    }

    public static void Require(Run run, TaskToken token)
    {
        if (!long.TryParse(token.Extra, NumberStyles.None, CultureInfo.InvariantCulture, out var startedId) ||
            !run.WorkflowTask.Matches(token.ScheduledId, startedId, token.Attempt))
        {
            throw RpcErrors.NotFound("Workflow task not found.");
        }
    }

    private RespondWorkflowTaskCompletedResponse Apply(Run run, RespondWorkflowTaskCompletedRequest request, TaskToken token)
    {
        Require(run, token);
        AnswerQueries(run, request);
        var scheduledId = run.WorkflowTask.ScheduledId;
        var originalTime = run.WorkflowTask.OriginalScheduledTime;
        var heartbeat = request.ForceCreateNewWorkflowTask && request.Commands.Count == 0 && request.Messages.Count == 0;
        if (CanDrop(run, request))
        {
            return Drop(run, request, scheduledId);
        }

        var timedOut = heartbeat && run.Now > originalTime + Limits.WorkflowTaskHeartbeat;
        var completedId = End(run, request, timedOut);
        SetSticky(run, request, timedOut);
        var processor = new CommandProcessor(engine, run, request, completedId);
        processor.Process();
        SettleUpdates(run, request, processor.Rejections, scheduledId);
        var flushed = run.FlushBuffered();
        if (run.Log.Count > Limits.HistoryEvents || run.Log.SizeBytes > Limits.HistoryBytes)
        {
            EndTooLarge(run);
        }

        return Continue(run, request, processor, new Next(
            flushed || processor.NeedsTask || request.ForceCreateNewWorkflowTask, heartbeat && !timedOut ? originalTime : null));
    }

    private readonly record struct Next(bool Needed, DateTimeOffset? OriginalTime);

    private static long End(Run run, RespondWorkflowTaskCompletedRequest request, bool timedOut)
    {
        if (timedOut)
        {
            run.WorkflowTask.TimeOut(TimeoutType.StartToClose);
            return run.Log.Count;
        }

        var attributes = new WorkflowTaskCompletedEventAttributes
        {
            Identity = request.Identity,
            BinaryChecksum = request.BinaryChecksum,
            WorkerVersion = request.WorkerVersionStamp,
            SdkMetadata = request.SdkMetadata,
            MeteringMetadata = request.MeteringMetadata,
            VersioningBehavior = request.VersioningBehavior,
        };
        if (request.DeploymentOptions is { DeploymentName.Length: > 0 } options)
        {
            attributes.WorkerDeploymentName = options.DeploymentName;
            attributes.DeploymentVersion = new() { DeploymentName = options.DeploymentName, BuildId = options.BuildId };
            attributes.WorkerDeploymentVersion = options.DeploymentName + "." + options.BuildId;
        }

        return run.WorkflowTask.Complete(attributes).EventId;
    }

    private static void AnswerQueries(Run run, RespondWorkflowTaskCompletedRequest request)
    {
        foreach (var (id, result) in request.QueryResults)
        {
            run.LiveQueries.Answer(id, result);
        }
    }

    /// <summary>A task made only to carry updates, all of which were refused, leaves no trace.</summary>
    private static bool CanDrop(Run run, RespondWorkflowTaskCompletedRequest request) =>
        run.WorkflowTask.IsSpeculative && request.Commands.Count == 0 && !request.ForceCreateNewWorkflowTask && !run.HasBuffered &&
        (request.Capabilities is { DiscardSpeculativeWorkflowTaskWithEvents: true } || run.Log.Count == run.WorkflowTask.LastCompletedId) &&
        request.Messages.All(m => m.Body is not null && m.Body.Is(Rejection.Descriptor));

    private RespondWorkflowTaskCompletedResponse Drop(Run run, RespondWorkflowTaskCompletedRequest request, long scheduledId)
    {
        var processor = new CommandProcessor(engine, run, request, 0);
        processor.Process();
        run.WorkflowTask.Drop();
        SetSticky(run, request, timedOut: false);
        SettleUpdates(run, request, processor.Rejections, scheduledId);
        var response = Continue(run, request, processor, default);
        response.ResetHistoryEventId = run.WorkflowTask.LastStartedId;
        return response;
    }

    private static void SetSticky(Run run, RespondWorkflowTaskCompletedRequest request, bool timedOut)
    {
        if (!timedOut && request.StickyAttributes?.WorkerTaskQueue is { Name.Length: > 0 } queue)
        {
            run.WorkflowTask.SetSticky(queue.Name, request.StickyAttributes.ScheduleToStartTimeout.ToSpan());
        }
        else
        {
            run.WorkflowTask.ClearSticky();
        }
    }

    private static void SettleUpdates(
        Run run, RespondWorkflowTaskCompletedRequest request, IReadOnlyList<(string UpdateId, Failure Failure)> rejections, long scheduledId)
    {
        foreach (var (updateId, failure) in rejections)
        {
            run.LiveUpdates.Reject(updateId, failure);
        }

        foreach (var updateId in run.LiveUpdates.SentWith(scheduledId))
        {
            if (run.Updates.Find(updateId) is not null)
            {
                run.LiveUpdates.Remove(updateId);
            }
            else if (!request.ForceCreateNewWorkflowTask && run.IsOpen)
            {
                run.LiveUpdates.Reject(updateId, new Failure
                {
                    Message = UnprocessedMessage,
                    Source = "Server",
                    ApplicationFailureInfo = new ApplicationFailureInfo { Type = "UnprocessedUpdate", NonRetryable = true },
                });
            }
        }

        if (request.ForceCreateNewWorkflowTask)
        {
            run.LiveUpdates.Unsend();
        }
    }

    private static RespondWorkflowTaskCompletedResponse Continue(
        Run run, RespondWorkflowTaskCompletedRequest request, CommandProcessor processor, Next next)
    {
        var response = new RespondWorkflowTaskCompletedResponse();
        foreach (var activity in processor.EagerActivities)
        {
            response.ActivityTasks.Add(ActivityPoll.Build(run, activity));
        }

        if (!run.IsOpen)
        {
            return response;
        }

        var speculative = !next.Needed && run.LiveUpdates.HasUnsent;
        if ((next.Needed || speculative) && !run.Pause.IsPaused)
        {
            if (!run.WorkflowTask.IsPending)
            {
                run.WorkflowTask.Schedule(speculative, next.OriginalTime);
            }

            if (request.ReturnNewWorkflowTask)
            {
                var sticky = run.WorkflowTask.OnStickyQueue;
                run.WorkflowTask.Start(request.Identity, "request-from-RespondWorkflowTaskCompleted");
                response.WorkflowTask = WorkflowTaskPoll.Build(run, sticky);
            }
        }
        else
        {
            run.Add(new Effect(EffectKind.ReleaseQueries));
        }

        return response;
    }

    private void EndTooLarge(Run run)
    {
        if (run.IsOpen)
        {
            new RunCloser(engine, run).Terminate(
                run.Log.Count > Limits.HistoryEvents
                    ? "Workflow history count exceeds limit."
                    : "Workflow history size exceeds limit.",
                null,
                "history-service");
        }
    }

    private bool FailTask(Run run, RespondWorkflowTaskCompletedRequest request, TaskToken token, BadCommandException bad)
    {
        Require(run, token);
        if (run.WorkflowTask.Attempt > 1 && bad.Cause != WorkflowTaskFailedCause.UnhandledCommand)
        {
            // A repeated failure is not recorded again; the task times out and comes back then.
            return false;
        }

        run.WorkflowTask.Fail(new WorkflowTaskFailedEventAttributes
        {
            Cause = bad.Cause,
            Failure = new Failure
            {
                Message = bad.Message,
                Source = "Server",
                ServerFailureInfo = new ServerFailureInfo { NonRetryable = true },
            },
            Identity = request.Identity,
        });
        run.LiveUpdates.Unsend();
        if (run.FlushBuffered())
        {
            run.WorkflowTask.ForgetAttempts();
        }

        if (bad.EndsRun)
        {
            new RunCloser(engine, run).Terminate(bad.Message, null, "history-service");
        }
        else
        {
            run.WakeWorkflow();
        }

        return true;
    }
}
