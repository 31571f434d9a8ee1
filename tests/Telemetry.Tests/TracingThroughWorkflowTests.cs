using System.Collections.Concurrent;
using System.Diagnostics;
using BackgroundAgent.Telemetry.Metering;
using BackgroundAgent.Telemetry.Tracing;
using BackgroundAgent.TestKit.Temporal;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace BackgroundAgent.Telemetry.Tests;

public sealed class TracingThroughWorkflowTests(TemporalServerFixture server) : IClassFixture<TemporalServerFixture>, IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private ActivityListener? _listener;

    [Fact]
    public async Task Run_EvictedAfterEveryTask_IsOneTraceWithEverySpanOnce()
    {
        var queue = "tracing-" + Guid.NewGuid();
        var trace = await RunAsync(queue);

        var mine = _spans.Where(span => span.TraceId == trace).Select(span => span.OperationName).Order().ToList();
        Assert.Equal(
            [
                "end-workflow:Greeting", "handle-signal:go", "run-activity:Greet", "run-activity:Greet", "run-workflow:Greeting",
                "signal-workflow:go", "start-workflow:Greeting", "test",
            ],
            mine);
    }

    [Fact]
    public async Task Run_ActivitySpan_HangsBelowTheWorkflowSpan()
    {
        var trace = await RunAsync("tracing-" + Guid.NewGuid());

        var workflow = Single(trace, "run-workflow:Greeting");
        Assert.Equal(Single(trace, "start-workflow:Greeting").SpanId, workflow.ParentSpanId);
        Assert.All(
            _spans.Where(span => span.TraceId == trace && span.OperationName == "run-activity:Greet"),
            // The second is scheduled by a workflow that was replayed since; its parent may be the starter, never nobody.
            span => Assert.Contains(span.ParentSpanId, new[] { workflow.SpanId, workflow.ParentSpanId }));
    }

    public void Dispose() => _listener?.Dispose();

    private Activity Single(ActivityTraceId trace, string name) => Assert.Single(_spans, span => span.TraceId == trace && span.OperationName == name);

    private async Task<ActivityTraceId> RunAsync(string queue)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryNames.Source or "tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        using var source = new ActivitySource("tests");
        using var metrics = new AgentMetrics();
        var client = await TemporalClient.ConnectAsync(new(server.Address)
        {
            Namespace = server.Client.Options.Namespace,
            Interceptors = [new TracingInterceptor(metrics)],
        });
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(queue)
        {
            // Nothing is kept: every workflow task replays from the start.
            MaxCachedWorkflows = 0,
            MaxConcurrentWorkflowTaskPolls = 1,
        }.AddWorkflow<Greeting>().AddAllActivities(typeof(Greetings), null));
        return await worker.ExecuteAsync(async () =>
        {
            using var root = source.StartActivity("test");
            var handle = await client.StartWorkflowAsync((Greeting greeting) => greeting.RunAsync(), new(Guid.NewGuid().ToString(), queue));
            await handle.SignalAsync(greeting => greeting.GoAsync());
            Assert.Equal("hello hello", await handle.GetResultAsync());
            return root!.TraceId;
        });
    }

    [Workflow]
    public sealed class Greeting
    {
        private bool _go;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var options = new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(30) };
            var first = await Workflow.ExecuteActivityAsync(() => Greetings.Greet(), options);
            await Workflow.WaitConditionAsync(() => _go);
            return first + " " + await Workflow.ExecuteActivityAsync(() => Greetings.Greet(), options);
        }

        [WorkflowSignal("go")]
        public Task GoAsync()
        {
            _go = true;
            return Task.CompletedTask;
        }
    }

    public static class Greetings
    {
        [Activity]
        public static string Greet() => "hello";
    }
}
