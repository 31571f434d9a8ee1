using System.Diagnostics;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Worker;

namespace BackgroundAgent.ServerLoad;

/// <summary>One measurement against a server that runs.</summary>
internal sealed class LoadRun(TemporalClient client)
{
    private const string Queue = "bench";
    private const int InFlight = 200;

    public static async Task<Dictionary<string, double>> MeasureAsync(string address, string name, int count)
    {
        var client = await TemporalClient.ConnectAsync(new(address));
        var options = new TemporalWorkerOptions(Queue)
        {
            MaxCachedWorkflows = 1000,
            MaxConcurrentWorkflowTasks = 200,
            MaxConcurrentActivities = 200,
        };
        options.AddActivity(LoadActivities.Echo);
        options.AddWorkflow<OneActivityWorkflow>().AddWorkflow<MailboxWorkflow>().AddWorkflow<TimerWorkflow>().AddWorkflow<LongWorkflow>();
        using var worker = new TemporalWorker(client, options);
        var run = new LoadRun(client);
        return await worker.ExecuteAsync(() => name switch
        {
            "throughput" => run.ThroughputAsync(count),
            "roundtrip" => run.RoundTripAsync(count),
            "timers" => run.TimersAsync(count),
            "open" => run.OpenAsync(count),
            "long" => run.LongAsync(count),
            _ => throw new ArgumentException($"no measurement {name}"),
        });
    }

    private async Task<Dictionary<string, double>> ThroughputAsync(int count)
    {
        await ManyAsync(200, OneAsync);
        var clock = Stopwatch.StartNew();
        await ManyAsync(count, OneAsync);
        return new() { ["perSecond"] = count / clock.Elapsed.TotalSeconds };

        Task OneAsync(int _) => client.ExecuteWorkflowAsync((OneActivityWorkflow w) => w.RunAsync("x"), new($"w-{Guid.NewGuid()}", Queue));
    }

    private async Task<Dictionary<string, double>> RoundTripAsync(int count)
    {
        var handle = await client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(), new($"m-{Guid.NewGuid()}", Queue));
        var times = new List<double>();
        for (var i = 1; i <= count; i++)
        {
            var clock = Stopwatch.StartNew();
            await handle.SignalAsync(w => w.PutAsync(i));
            if (await handle.QueryAsync(w => w.Last()) != i)
            {
                throw new InvalidOperationException("the query did not see the signal before it");
            }

            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        await handle.SignalAsync(w => w.EndAsync());
        return new() { ["p50ms"] = At(times, 0.5), ["p99ms"] = At(times, 0.99) };
    }

    private async Task<Dictionary<string, double>> TimersAsync(int count)
    {
        var late = new List<double>();
        await ManyAsync(count, async i =>
        {
            var handle = await client.StartWorkflowAsync((TimerWorkflow w) => w.RunAsync(50 + (i % 200)), new($"t-{Guid.NewGuid()}", Queue));
            await handle.GetResultAsync();
            var events = (await handle.FetchHistoryAsync()).Events;
            var started = events.Single(e => e.EventType == EventType.TimerStarted);
            var fired = events.Single(e => e.EventType == EventType.TimerFired);
            var due = started.EventTime.ToDateTime() + started.TimerStartedEventAttributes.StartToFireTimeout.ToTimeSpan();
            lock (late)
            {
                late.Add((fired.EventTime.ToDateTime() - due).TotalMilliseconds);
            }
        });
        return new() { ["p50ms"] = At(late, 0.5), ["p99ms"] = At(late, 0.99) };
    }

    /// <summary>Half of them wait for a timer, half for a signal; they stay open.</summary>
    private async Task<Dictionary<string, double>> OpenAsync(int count)
    {
        var clock = Stopwatch.StartNew();
        await ManyAsync(count, i => i % 2 == 0
            ? client.StartWorkflowAsync((TimerWorkflow w) => w.RunAsync(3_600_000), new($"o-{Guid.NewGuid()}", Queue))
            : client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(), new($"o-{Guid.NewGuid()}", Queue)));

        // Waiting means: its first task is done. A query is only answered then.
        var waiting = client.GetWorkflowHandle<MailboxWorkflow>((await LastMailboxAsync())!);
        await waiting.QueryAsync(w => w.Last());
        while ((await client.Connection.WorkflowService.DescribeTaskQueueAsync(new()
        {
            Namespace = "default",
            TaskQueue = new() { Name = Queue },
            TaskQueueType = TaskQueueType.Workflow,
            ReportStats = true,
        })).Stats?.ApproximateBacklogCount > 0)
        {
            await Task.Delay(100);
        }

        return new() { ["seconds"] = clock.Elapsed.TotalSeconds };
    }

    private async Task<string?> LastMailboxAsync()
    {
        await foreach (var execution in client.ListWorkflowsAsync("WorkflowType = 'MailboxWorkflow' AND ExecutionStatus = 'Running'"))
        {
            return execution.Id;
        }

        return null;
    }

    private async Task<Dictionary<string, double>> LongAsync(int events)
    {
        var clock = Stopwatch.StartNew();
        var handle = await client.StartWorkflowAsync((LongWorkflow w) => w.RunAsync(events), new($"l-{Guid.NewGuid()}", Queue));
        await handle.GetResultAsync();
        var run = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var history = await handle.FetchHistoryAsync();
        return new() { ["seconds"] = run, ["fetchSeconds"] = clock.Elapsed.TotalSeconds, ["events"] = history.Events.Count };
    }

    private static async Task ManyAsync(int count, Func<int, Task> one)
    {
        using var slots = new SemaphoreSlim(InFlight);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await slots.WaitAsync();
            try
            {
                await one(i);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(values.Count * share))];
    }
}
