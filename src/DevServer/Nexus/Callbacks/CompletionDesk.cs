using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>Takes the completions of asynchronous operations.</summary>
internal sealed class CompletionDesk(HistoryEngine engine, NexusParts parts)
{
    /// <summary>Ends the operation. NOT_FOUND when it, or its workflow, has ended before.</summary>
    public async Task CompleteAsync(CallbackToken token, Completion completion)
    {
        try
        {
            await CompleteAsync(engine.Get(token.Namespace, token.WorkflowId, token.RunId), token, completion);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            // A reset took the operation over into another run.
            var current = engine.Get(token.Namespace, token.WorkflowId, "");
            if (current.Key.RunId == token.RunId)
            {
                throw;
            }

            await CompleteAsync(current, token, completion);
        }
    }

    private async Task CompleteAsync(Run run, CallbackToken token, Completion completion)
    {
        await parts.Calls.CancelAnsweredAsync(run, token.ScheduledId);
        await engine.ChangeAsync(run, r => Complete(r, token, completion));
    }

    private static void Complete(Run r, CallbackToken token, Completion completion)
    {
        if (!r.IsOpen)
        {
            throw RpcErrors.WorkflowCompleted();
        }

        if (r.Nexus.Find(token.ScheduledId) is not { } operation || operation.Attributes.RequestId != token.RequestId)
        {
            throw RpcErrors.NotFound("operation not found");
        }

        if (!operation.IsStarted)
        {
            r.Nexus.Start(operation, completion.Token, completion.Links, completion.StartTime.ToProto());
        }

        if (completion.Failure is not { } failure)
        {
            r.Nexus.Complete(operation, completion.Result, []);
        }
        else if (completion.Canceled)
        {
            r.Nexus.Cancel(operation, failure);
        }
        else
        {
            r.Nexus.Fail(operation, failure);
        }
    }
}
