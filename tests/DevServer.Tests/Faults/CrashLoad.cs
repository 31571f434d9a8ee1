using BackgroundAgent.DevServer.Tests.Conformance;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Make = BackgroundAgent.DevServer.Tests.Conformance.Commands;

namespace BackgroundAgent.DevServer.Tests.Faults;

/// <summary>
/// Clients and workers by hand that note in the model what the server acknowledged. What a workflow does follows from its history alone:
/// the first task starts a timer and an activity, an update is accepted and answered with its argument, and the signal "end" ends it.
/// </summary>
internal sealed class CrashLoad(TemporalConnection connection, CrashModel model, int seed, int round)
{
    private const string Queue = "crash";

    private WorkflowService Service => connection.WorkflowService;

    /// <summary>Clients and workers, until the server is gone or the token ends.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(
    [
        .. Enumerable.Range(0, 10).Select(client => UntilGoneAsync(() => ClientStepsAsync(new Random((seed * 1000) + (round * 100) + client), cancel), cancel)),
        WorkAsync(cancel),
    ]);

    /// <summary>Workers only.</summary>
    public Task WorkAsync(CancellationToken cancel) => Task.WhenAll(
    [
        .. Enumerable.Range(0, 3).Select(_ => UntilGoneAsync(() => WorkflowTasksAsync(cancel), cancel)),
        .. Enumerable.Range(0, 2).Select(_ => UntilGoneAsync(() => ActivitiesAsync(cancel), cancel)),
    ]);

    private static async Task UntilGoneAsync(Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
        }
        catch (RpcException e) when (e.Code is RpcException.StatusCode.Unavailable or RpcException.StatusCode.Cancelled or RpcException.StatusCode.Unknown)
        {
            // Killed: whether the call happened is not known.
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The round is over.
        }
    }

    private static RpcOptions Rpc(CancellationToken cancel) => new() { Retry = false, Timeout = TimeSpan.FromSeconds(20), CancellationToken = cancel };

    private async Task ClientStepsAsync(Random random, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var runs = model.Runs.Where(r => !r.IsClosed).ToList();
            var step = random.Next(10);
            if (runs.Count == 0 || step < 3)
            {
                await StartAsync(random, cancel);
                continue;
            }

            var run = runs[random.Next(runs.Count)];
            try
            {
                await (step < 7 ? SignalAsync(run, $"s{random.Next():x}", cancel) : step < 9 ? UpdateAsync(run, $"u{random.Next():x}", cancel) : SignalAsync(run, "end", cancel));
            }
            catch (RpcException e) when (e.Code is RpcException.StatusCode.NotFound or RpcException.StatusCode.ResourceExhausted)
            {
                // It ended meanwhile, or has too many updates in flight.
            }
        }
    }

    private async Task StartAsync(Random random, CancellationToken cancel)
    {
        var id = $"w{random.Next():x}{random.Next():x}";
        var response = await Service.StartWorkflowExecutionAsync(
            new()
            {
                Namespace = "default",
                WorkflowId = id,
                WorkflowType = new() { Name = "T" },
                TaskQueue = new() { Name = Queue },
                RequestId = id,
                WorkflowTaskTimeout = Data.Seconds(1),
            },
            Rpc(cancel));
        model.Started(id, response.RunId);
    }

    private async Task SignalAsync(ModelRun run, string name, CancellationToken cancel)
    {
        await Service.SignalWorkflowExecutionAsync(
            new() { Namespace = "default", WorkflowExecution = Execution(run), SignalName = name, RequestId = Guid.NewGuid().ToString() }, Rpc(cancel));
        run.Signals.Add(name);
    }

    private async Task UpdateAsync(ModelRun run, string id, CancellationToken cancel)
    {
        var response = await Service.UpdateWorkflowExecutionAsync(
            new()
            {
                Namespace = "default",
                WorkflowExecution = Execution(run),
                WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
                Request = new() { Meta = new() { UpdateId = id }, Input = new() { Name = "U", Args = Data.List(id) } },
            },
            Rpc(cancel));
        if (response.Outcome?.Success is { } success)
        {
            run.Updates[id] = success.Payloads_[0].Data.ToStringUtf8();
        }
    }

    private async Task WorkflowTasksAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var task = await Service.PollWorkflowTaskQueueAsync(
                new() { Namespace = "default", TaskQueue = new() { Name = Queue }, Identity = "crash" }, Rpc(cancel));
            if (task.TaskToken.IsEmpty)
            {
                continue;
            }

            var answer = new RespondWorkflowTaskCompletedRequest { Namespace = "default", TaskToken = task.TaskToken, Identity = "crash" };
            Decide(task, answer);
            try
            {
                await Service.RespondWorkflowTaskCompletedAsync(answer, Rpc(cancel));
                Note(task, answer);
            }
            catch (RpcException e) when (e.Code is RpcException.StatusCode.NotFound or RpcException.StatusCode.InvalidArgument)
            {
                // Too late, or something came while the task ran: it is offered again.
            }
        }
    }

    private static void Decide(PollWorkflowTaskQueueResponse task, RespondWorkflowTaskCompletedRequest answer)
    {
        if (task.PreviousStartedEventId == 0)
        {
            answer.Commands.Add(Make.Timer("t", 0.2));

            // What a killed caller was doing comes back soon.
            answer.Commands.Add(Make.Activity("a", Queue, a =>
            {
                a.StartToCloseTimeout = Data.Seconds(0.5);
                a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.05), BackoffCoefficient = 1 };
            }));
        }

        foreach (var message in task.Messages)
        {
            var request = message.Body.Unpack<Request>();
            answer.Messages.Add(new Message
            {
                Id = message.ProtocolInstanceId + "/accept",
                ProtocolInstanceId = message.ProtocolInstanceId,
                Body = Any.Pack(new Acceptance { AcceptedRequestMessageId = message.Id, AcceptedRequestSequencingEventId = message.EventId, AcceptedRequest = request }),
            });
            answer.Messages.Add(new Message
            {
                Id = message.ProtocolInstanceId + "/complete",
                ProtocolInstanceId = message.ProtocolInstanceId,
                Body = Any.Pack(new Response { Meta = request.Meta, Outcome = new() { Success = request.Input.Args } }),
            });
            answer.Commands.Add(Make.Deliver(message.ProtocolInstanceId + "/accept"));
            answer.Commands.Add(Make.Deliver(message.ProtocolInstanceId + "/complete"));
        }

        if (task.History.Events.Any(e => e.WorkflowExecutionSignaledEventAttributes?.SignalName == "end"))
        {
            answer.Commands.Add(Make.Complete("done"));
        }
    }

    private void Note(PollWorkflowTaskQueueResponse task, RespondWorkflowTaskCompletedRequest answer)
    {
        // A worker can hear of a run whose start was not answered.
        var run = model.Started(task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId);
        run.Tasks.Add(task.StartedEventId);
        run.IsClosed |= answer.Commands.Any(c => c.CommandType == CommandType.CompleteWorkflowExecution);
    }

    private async Task ActivitiesAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var task = await Service.PollActivityTaskQueueAsync(
                new() { Namespace = "default", TaskQueue = new() { Name = Queue }, Identity = "crash" }, Rpc(cancel));
            if (task.TaskToken.IsEmpty)
            {
                continue;
            }

            try
            {
                await Service.RespondActivityTaskCompletedAsync(
                    new() { Namespace = "default", TaskToken = task.TaskToken, Identity = "crash", Result = Data.List("ok") }, Rpc(cancel));
                model.Started(task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId).ActivityDone = true;
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
            {
                // Its workflow has ended.
            }
        }
    }

    private static Temporalio.Api.Common.V1.WorkflowExecution Execution(ModelRun run) => new() { WorkflowId = run.WorkflowId, RunId = run.RunId };
}
