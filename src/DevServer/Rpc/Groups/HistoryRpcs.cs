using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Tasks;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Reading histories: by page, backwards, only the end, waiting for more.</summary>
internal sealed class HistoryRpcs(HistoryEngine engine) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(GetWorkflowExecutionHistoryRequest.Parser, GetAsync);
        table.Workflow(GetWorkflowExecutionHistoryReverseRequest.Parser, GetReverseAsync);
    }

    private async Task<GetWorkflowExecutionHistoryResponse> GetAsync(GetWorkflowExecutionHistoryRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.Execution);
        var size = RequestChecks.PageSize(request.MaximumPageSize, Limits.HistoryPageEvents);
        HistoryPages.Token? token = request.NextPageToken.IsEmpty ? null : HistoryPages.Token.Parse(request.NextPageToken);
        if (token is { } given && request.Execution.RunId.Length > 0 && given.RunId != request.Execution.RunId)
        {
            throw RpcErrors.InvalidArgument("RunId in the request does not match the NextPageToken.");
        }

        var run = engine.Get(request.Namespace, request.Execution.WorkflowId, token?.RunId ?? request.Execution.RunId);
        if (token is { ForTask: true } rest)
        {
            return await HistoryEngine.ReadAsync(run, r => RestOfTask(r, rest, size));
        }

        if (request.HistoryEventFilterType == HistoryEventFilterType.CloseEvent)
        {
            return await CloseEventAsync(run, request, call);
        }

        var next = token?.Next ?? 1;
        if (!request.WaitNewEvent)
        {
            return await HistoryEngine.ReadAsync(run, r => Page(r, next, size, follow: false));
        }

        var found = await engine.WaitAsync(
            run, r => r.Log.Count >= next || !r.IsOpen ? Page(r, next, size, follow: true) : null, call.Wait(Limits.HistoryLongPoll), call.Cancel);
        return found ?? new GetWorkflowExecutionHistoryResponse
        {
            History = new History(),
            NextPageToken = new HistoryPages.Token(run.Key.RunId, next, 0, ForTask: false).ToBytes(),
        };
    }

    private static GetWorkflowExecutionHistoryResponse Page(Run run, long first, int size, bool follow)
    {
        var response = new GetWorkflowExecutionHistoryResponse { History = new History() };
        var next = HistoryPages.Fill(response.History, run, first, run.Log.Count, size);
        if (next <= run.Log.Count || (follow && run.IsOpen))
        {
            response.NextPageToken = new HistoryPages.Token(run.Key.RunId, next, 0, ForTask: false).ToBytes();
        }
        else if (run.IsOpen)
        {
            response.History.Events.Add(run.WorkflowTask.UnwrittenEvents());
        }

        return response;
    }

    /// <summary>The pages of a history that a workflow task began; ends with the events only the task has.</summary>
    private static GetWorkflowExecutionHistoryResponse RestOfTask(Run run, HistoryPages.Token token, int size)
    {
        var response = new GetWorkflowExecutionHistoryResponse { History = new History() };
        var last = Math.Min(token.Last, run.Log.Count);
        var next = HistoryPages.Fill(response.History, run, token.Next, last, size);
        if (next <= last)
        {
            response.NextPageToken = (token with { Next = next }).ToBytes();
        }
        else
        {
            response.History.Events.Add(run.WorkflowTask.UnwrittenEvents());
        }

        return response;
    }

    private async Task<GetWorkflowExecutionHistoryResponse> CloseEventAsync(Run run, GetWorkflowExecutionHistoryRequest request, RpcCall call)
    {
        var response = new GetWorkflowExecutionHistoryResponse { History = new History() };
        if (!request.WaitNewEvent)
        {
            if (await HistoryEngine.ReadAsync(run, r => r.IsOpen ? null : r.CloseEvent) is { } closed)
            {
                response.History.Events.Add(closed);
            }

            return response;
        }

        var closing = await engine.WaitAsync(run, r => r.IsOpen ? null : r.CloseEvent, call.Wait(Limits.HistoryLongPoll), call.Cancel);
        if (closing is null)
        {
            response.NextPageToken = new HistoryPages.Token(run.Key.RunId, 1, 0, ForTask: false).ToBytes();
        }
        else
        {
            response.History.Events.Add(closing);
        }

        return response;
    }

    private async Task<GetWorkflowExecutionHistoryReverseResponse> GetReverseAsync(GetWorkflowExecutionHistoryReverseRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.Execution);
        var size = RequestChecks.PageSize(request.MaximumPageSize, Limits.HistoryPageEvents);
        HistoryPages.Token? token = request.NextPageToken.IsEmpty ? null : HistoryPages.Token.Parse(request.NextPageToken);
        var run = engine.Get(request.Namespace, request.Execution.WorkflowId, token?.RunId ?? request.Execution.RunId);
        return await HistoryEngine.ReadAsync(run, r =>
        {
            var response = new GetWorkflowExecutionHistoryReverseResponse { History = new History() };
            var last = token?.Next ?? r.Log.Count;
            var bytes = 0;
            while (last >= 1 && response.History.Events.Count < size && (bytes += r.Log[last].CalculateSize()) <= Limits.HistoryPageBytes)
            {
                response.History.Events.Add(r.Log[last--]);
            }

            if (last >= 1)
            {
                response.NextPageToken = new HistoryPages.Token(r.Key.RunId, last, 0, ForTask: false).ToBytes();
            }

            return response;
        });
    }
}
