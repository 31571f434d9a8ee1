using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>What a worker says about updates: accepted, rejected, completed.</summary>
internal sealed class UpdateMessages(Run run)
{
    private readonly List<(string, Failure)> _rejections = [];

    public IReadOnlyList<(string UpdateId, Failure Failure)> Rejections => _rejections;

    public void Process(Message message)
    {
        var updateId = message.ProtocolInstanceId;
        try
        {
            if (message.Body is null)
            {
                throw Bad("body is not set");
            }

            if (message.Body.TryUnpack<Acceptance>(out var acceptance))
            {
                run.Updates.Accept(updateId, acceptance);
            }
            else if (message.Body.TryUnpack<Response>(out var response))
            {
                run.Updates.Complete(updateId, response);
            }
            else if (message.Body.TryUnpack<Rejection>(out var rejection))
            {
                Reject(updateId, rejection);
            }
            else
            {
                throw Bad($"unknown message type {message.Body.TypeUrl}");
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Bad(e.Message);
        }
    }

    private void Reject(string updateId, Rejection rejection)
    {
        if (run.LiveUpdates.Find(updateId) is null)
        {
            throw Bad($"update {updateId} is not known to this run");
        }

        _rejections.Add((updateId, rejection.Failure ?? new Failure { Message = "rejected" }));
    }

    private static BadCommandException Bad(string message) => new(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, message);
}
