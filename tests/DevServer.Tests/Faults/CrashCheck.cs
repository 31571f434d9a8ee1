using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Faults;

/// <summary>Compares what a server has after a restart with what was acknowledged before it was killed.</summary>
internal sealed class CrashCheck(TemporalConnection connection, CrashModel model)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Everything acknowledged is there, once. What came while a workflow task ran stands in history when that task ends.</summary>
    public Task NothingIsLostAsync() => Task.WhenAll(model.Runs.Select(async run =>
    {
        var until = DateTime.UtcNow + Limit;
        var history = await HistoryAsync(run);
        while (history.FindLast(e => e.EventType is >= EventType.WorkflowTaskScheduled and <= EventType.WorkflowTaskFailed)?.EventType == EventType.WorkflowTaskStarted)
        {
            Assert.True(DateTime.UtcNow < until, $"{Name(run)} does not time out a task:\n{Text(history)}");
            await Task.Delay(50);
            history = await HistoryAsync(run);
        }

        Compare(run, history);
    }));

    /// <summary>Ends every run that is still open and waits for it: nothing may be stuck, no timer lost.</summary>
    public async Task EverythingEndsAsync(CancellationTokenSource load)
    {
        await Task.WhenAll(model.Runs.Select(async run =>
        {
            var until = DateTime.UtcNow + Limit;
            var history = await HistoryAsync(run);
            while (!HasWhatItWaitsFor(history))
            {
                Assert.True(DateTime.UtcNow < until, $"{Name(run)} does not go on:\n{Text(history)}");
                await Task.Delay(50);
                history = await HistoryAsync(run);
            }

            await EndAsync(run);
            while (!IsClosed(history))
            {
                Assert.True(DateTime.UtcNow < until, $"{Name(run)} does not end:\n{Text(history)}");
                await Task.Delay(50);
                history = await HistoryAsync(run);
            }
        }));
        await load.CancelAsync();
    }

    private async Task EndAsync(ModelRun run)
    {
        try
        {
            await connection.WorkflowService.SignalWorkflowExecutionAsync(new()
            {
                Namespace = "default",
                WorkflowExecution = new() { WorkflowId = run.WorkflowId, RunId = run.RunId },
                SignalName = "end",
            });
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            // It has ended already.
        }
    }

    private static bool IsClosed(List<HistoryEvent> history) => history[^1].EventType == EventType.WorkflowExecutionCompleted;

    /// <summary>Its timer fired and its activity was done, unless it ended before.</summary>
    private static bool HasWhatItWaitsFor(List<HistoryEvent> history) => IsClosed(history) ||
        (history.Any(e => e.EventType == EventType.TimerFired) && history.Any(e => e.EventType == EventType.ActivityTaskCompleted));

    private static void Compare(ModelRun run, List<HistoryEvent> history)
    {
        void Check(bool holds, string what) => Assert.True(holds, $"{Name(run)}: {what}\n{Text(history)}");

        Check(history.Select(e => e.EventId).SequenceEqual(Enumerable.Range(1, history.Count).Select(i => (long)i)), "event ids are not 1, 2, 3, ...");
        foreach (var signal in run.Signals.CountBy(s => s))
        {
            var count = history.Count(e => e.WorkflowExecutionSignaledEventAttributes?.SignalName == signal.Key);
            Check(signal.Key == "end" ? count >= signal.Value : count == 1, $"signal {signal.Key} is there {count} times");
        }

        foreach (var (id, result) in run.Updates)
        {
            Check(history.Count(e => e.WorkflowExecutionUpdateAcceptedEventAttributes?.ProtocolInstanceId == id) == 1, $"update {id} was accepted");
            var completed = history.Where(e => e.WorkflowExecutionUpdateCompletedEventAttributes?.Meta.UpdateId == id).ToList();
            Check(
                completed.Count == 1 && completed[0].WorkflowExecutionUpdateCompletedEventAttributes.Outcome.Success.Payloads_[0].Data.ToStringUtf8() == result,
                $"update {id} was completed");
        }

        foreach (var started in run.Tasks)
        {
            Check(history.Count(e => e.WorkflowTaskCompletedEventAttributes?.StartedEventId == started) == 1, $"the task started with event {started} was completed");
        }

        var done = history.Count(e => e.EventType == EventType.ActivityTaskCompleted);
        Check(run.ActivityDone ? done == 1 : done <= 1, $"the activity was completed {done} times");
        Check(history.Count(e => e.EventType == EventType.TimerFired) <= 1, "the timer fired more than once");
        Check(!run.IsClosed || IsClosed(history), "it had ended");
    }

    private async Task<List<HistoryEvent>> HistoryAsync(ModelRun run)
    {
        var events = new List<HistoryEvent>();
        var token = Google.Protobuf.ByteString.Empty;
        do
        {
            var page = await connection.WorkflowService.GetWorkflowExecutionHistoryAsync(new()
            {
                Namespace = "default",
                Execution = new() { WorkflowId = run.WorkflowId, RunId = run.RunId },
                NextPageToken = token,
            });
            events.AddRange(page.History.Events);
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);

        return events;
    }

    private static string Name(ModelRun run) => $"{run.WorkflowId} {run.RunId}";

    private static string Text(List<HistoryEvent> history) => string.Join('\n', history.Select(e => $"  {e.EventId} {e.EventType}"));
}
