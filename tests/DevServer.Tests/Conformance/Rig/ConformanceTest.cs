using BackgroundAgent.TestKit.Temporal;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>
/// What every case starts from: the shared server, ids of its own, and the calls of a client and a worker by hand, so that a
/// case controls each event. Nothing here knows which server it talks to.
/// </summary>
public abstract partial class ConformanceTest(TemporalServerFixture server)
{
    /// <summary>Longer than any wait a correct server needs; the genuine one may fire timers a second late.</summary>
    private const int WaitSeconds = 25;

    protected static string Me => "conformance";

    protected TemporalServerFixture Server => server;

    protected WorkflowService Service => server.Client.WorkflowService;

    protected OperatorService Operator => server.Client.OperatorService;

    protected string Namespace => server.Client.Options.Namespace;

    protected string WorkflowId { get; } = Unique("wf");

    protected string Queue { get; } = Unique("tq");

    protected static string Unique(string prefix) => $"{prefix}-{Guid.NewGuid():N}"[..(prefix.Length + 15)];

    protected static RpcOptions Rpc(double seconds = WaitSeconds) => new()
    {
        Retry = false,
        Timeout = TimeSpan.FromSeconds(seconds),
        CancellationToken = TestContext.Current.CancellationToken,
    };

    protected StartWorkflowExecutionRequest StartRequest(Action<StartWorkflowExecutionRequest>? change = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowId = WorkflowId,
            WorkflowType = new() { Name = "T" },
            TaskQueue = new() { Name = Queue },
            Identity = Me,
            RequestId = Guid.NewGuid().ToString(),
        };
        change?.Invoke(request);
        return request;
    }

    protected async Task<Execution> StartAsync(Action<StartWorkflowExecutionRequest>? change = null)
    {
        var request = StartRequest(change);
        var response = await Service.StartWorkflowExecutionAsync(request, Rpc());
        return new() { WorkflowId = request.WorkflowId, RunId = response.RunId };
    }

    /// <summary>Starts, completes the first task with <paramref name="commands"/>, gives the run.</summary>
    protected async Task<Execution> StartAndCompleteAsync(params Temporalio.Api.Command.V1.Command[] commands)
    {
        var run = await StartAsync();
        await CompleteAsync(await NextTaskAsync(), commands);
        return run;
    }

    protected Task SignalAsync(string name = "S", Action<SignalWorkflowExecutionRequest>? change = null)
    {
        var request = new SignalWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = new() { WorkflowId = WorkflowId },
            SignalName = name,
            Identity = Me,
        };
        change?.Invoke(request);
        return Service.SignalWorkflowExecutionAsync(request, Rpc());
    }

    protected Task TerminateAsync(Execution run, string reason = "enough") => Service.TerminateWorkflowExecutionAsync(
        new() { Namespace = Namespace, WorkflowExecution = run, Reason = reason, Identity = Me },
        Rpc());

    protected Task CancelAsync(Execution run, string reason = "please") => Service.RequestCancelWorkflowExecutionAsync(
        new() { Namespace = Namespace, WorkflowExecution = run, Reason = reason, Identity = Me },
        Rpc());

    protected Task<DescribeWorkflowExecutionResponse> DescribeAsync(Execution run) =>
        Service.DescribeWorkflowExecutionAsync(new() { Namespace = Namespace, Execution = run }, Rpc());

    protected async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(Execution run)
    {
        var events = new List<HistoryEvent>();
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = run };
        do
        {
            var page = await Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
            events.AddRange(page.History.Events);
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        return events;
    }

    /// <summary>Waits for the end of the run and gives its last event.</summary>
    protected async Task<HistoryEvent> CloseEventAsync(Execution run)
    {
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = Namespace,
            Execution = run,
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        };
        while (true)
        {
            var page = await Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
            if (page.History.Events.Count > 0)
            {
                return page.History.Events[^1];
            }

            request.NextPageToken = page.NextPageToken;
        }
    }

    protected async Task HistoryIsAsync(Execution run, string expected) => HistoryText.Is(expected, await HistoryAsync(run));

    /// <summary>The call must fail with this code; the message must contain <paramref name="message"/>.</summary>
    protected static async Task<RpcException> FailsAsync(Code code, string message, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(
            code == failure.Code && failure.Message.Contains(message, StringComparison.Ordinal),
            $"expected {code} \"{message}\", got {failure.Code} \"{failure.Message}\"");
        return failure;
    }

    /// <summary>The typed detail every Temporal error carries beside its code.</summary>
    protected static T Detail<T>(RpcException failure)
        where T : IMessage<T>, new()
    {
        var detail = Assert.Single(failure.GrpcStatus.Value!.Details);
        Assert.Equal(new T().Descriptor.FullName, detail.TypeUrl[(detail.TypeUrl.LastIndexOf('/') + 1)..]);
        return detail.Unpack<T>();
    }

    /// <summary>Asks again until the answer fits: visibility and task-queue data follow a moment later.</summary>
    protected static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> fits, int seconds = WaitSeconds)
    {
        var until = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            var answer = await ask();
            if (fits(answer))
            {
                return answer;
            }

            if (DateTime.UtcNow > until)
            {
                Assert.Fail($"after {seconds} s the answer still is: {answer}");
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
