namespace BackgroundAgent.DevServer.Engine;

/// <summary>Queries that wait to travel with a workflow task, so that they see everything before them.</summary>
internal sealed class QueryBox
{
    private readonly Dictionary<string, PendingQuery> _waiting = [];

    public int Count => _waiting.Count;

    public PendingQuery Add(WorkflowQuery query)
    {
        var pending = new PendingQuery(Guid.NewGuid().ToString("N"), query);
        _waiting[pending.Id] = pending;
        return pending;
    }

    public void Remove(string id) => _waiting.Remove(id);

    public IEnumerable<PendingQuery> Waiting => _waiting.Values;

    public void Answer(string id, WorkflowQueryResult result)
    {
        if (_waiting.Remove(id, out var query))
        {
            query.Done.TrySetResult(QueryOutcome.From(result));
        }
    }

    /// <summary>Lets the waiting queries go on their own: no task will carry them.</summary>
    public void Release()
    {
        foreach (var query in _waiting.Values)
        {
            query.Done.TrySetResult(QueryOutcome.Released);
        }

        _waiting.Clear();
    }

    public void Fail(RpcException error)
    {
        foreach (var query in _waiting.Values)
        {
            query.Done.TrySetResult(new QueryOutcome { Error = error });
        }

        _waiting.Clear();
    }
}

/// <summary>A query and the caller that waits for it.</summary>
internal sealed class PendingQuery(string id, WorkflowQuery query)
{
    public string Id { get; } = id;

    public WorkflowQuery Query { get; } = query;

    public TaskCompletionSource<QueryOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How a query ended: an answer, a failure of the handler, an error of the server, or "go on your own".</summary>
internal sealed class QueryOutcome
{
    public static readonly QueryOutcome Released = new() { IsReleased = true };

    public bool IsReleased { get; private init; }

    public Payloads? Answer { get; init; }

    public RpcException? Error { get; init; }

    public static QueryOutcome From(WorkflowQueryResult result) => result.ResultType == QueryResultType.Answered
        ? new QueryOutcome { Answer = result.Answer ?? new Payloads() }
        : new QueryOutcome { Error = Rpc.RpcErrors.QueryFailed(result.ErrorMessage, result.Failure) };
}
