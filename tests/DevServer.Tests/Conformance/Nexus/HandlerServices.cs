using NexusRpc;
using NexusRpc.Handlers;
using Temporalio.Nexus;
using Temporalio.Workflows;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

[NexusService]
public interface IGreeter
{
    [NexusOperation]
    string Greet(string name);

    [NexusOperation]
    string Refuse(string how);

    [NexusOperation]
    string Work(string name);
}

/// <summary>Answers at once, in every way it can.</summary>
[NexusServiceHandler(typeof(IGreeter))]
public sealed class GreeterHandler
{
    [NexusOperationHandler]
    public IOperationHandler<string, string> Greet() => OperationHandler.Sync<string, string>((_, name) => $"Hello, {name}");

    [NexusOperationHandler]
    public IOperationHandler<string, string> Refuse() => OperationHandler.Sync<string, string>((_, how) => Refusal(how));

    /// <summary>An operation that is a workflow.</summary>
    [NexusOperationHandler]
    public IOperationHandler<string, string> Work() => WorkflowRunOperationHandler.FromHandleFactory(
        (WorkflowRunOperationContext context, string name) => context.StartWorkflowAsync(
            (WorkWorkflow workflow) => workflow.RunAsync(name), new() { Id = "work-" + context.HandlerContext.RequestId }));

    private static string Refusal(string how) => throw how switch
    {
        "failed" => OperationException.CreateFailed("no"),
        "canceled" => OperationException.CreateCanceled("no"),
        _ => new HandlerException(HandlerErrorType.BadRequest, "no"),
    };
}

/// <summary>One that works for ever ends when it has been canceled and told that it may.</summary>
[Workflow]
public sealed class WorkWorkflow
{
    private bool _mayEnd;

    [WorkflowRun]
    public async Task<string> RunAsync(string name)
    {
        if (name == "for ever")
        {
            try
            {
                await Workflow.WaitConditionAsync(() => false);
            }
            finally
            {
                await Workflow.WaitConditionAsync(() => _mayEnd, CancellationToken.None);
            }
        }

        return name + " is done";
    }

    [WorkflowSignal]
    public Task EndAsync()
    {
        _mayEnd = true;
        return Task.CompletedTask;
    }
}

/// <summary>Calls one operation, whichever it is told.</summary>
[Workflow]
public sealed class CallWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(string endpoint, string operation, string input)
    {
        var client = Workflow.CreateNexusWorkflowClient<IGreeter>(endpoint);
        return operation switch
        {
            "Greet" => await client.ExecuteNexusOperationAsync(s => s.Greet(input)),
            "Refuse" => await client.ExecuteNexusOperationAsync(s => s.Refuse(input)),
            _ => await client.ExecuteNexusOperationAsync(s => s.Work(input)),
        };
    }
}
