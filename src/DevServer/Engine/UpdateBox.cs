using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// Updates a caller waits for and the worker has not accepted yet. They live in memory only, as their callers do; a
/// rejected update leaves no trace in history, so its failure is kept here for the callers.
/// </summary>
internal sealed class UpdateBox
{
    /// <summary>How many rejections are remembered for late callers.</summary>
    private const int KeptRejections = 100;

    private readonly Dictionary<string, LiveUpdate> _live = [];
    private readonly Dictionary<string, Failure> _rejected = [];
    private readonly Queue<string> _rejectedOrder = new();

    public int Count => _live.Count;

    public bool HasUnsent => _live.Values.Any(u => u.SentWith == 0);

    public LiveUpdate? Find(string updateId) => _live.GetValueOrDefault(updateId);

    public Failure? Rejection(string updateId) => _rejected.GetValueOrDefault(updateId);

    public void Admit(Request request)
    {
        _rejected.Remove(request.Meta.UpdateId);
        _live.TryAdd(request.Meta.UpdateId, new LiveUpdate(request));
    }

    public void Remove(string updateId) => _live.Remove(updateId);

    public void Reject(string updateId, Failure failure)
    {
        _live.Remove(updateId);
        if (_rejected.TryAdd(updateId, failure))
        {
            _rejectedOrder.Enqueue(updateId);
        }

        while (_rejectedOrder.Count > KeptRejections)
        {
            _rejected.Remove(_rejectedOrder.Dequeue());
        }
    }

    /// <summary>The messages for a started task. Everything not yet accepted is sent (again).</summary>
    public IEnumerable<Message> Send(long scheduledId, long startedId)
    {
        foreach (var update in _live.Values)
        {
            update.SentWith = scheduledId;
            yield return new Message
            {
                Id = update.Request.Meta.UpdateId + "/request",
                ProtocolInstanceId = update.Request.Meta.UpdateId,
                EventId = startedId - 1,
                Body = Any.Pack(update.Request),
            };
        }
    }

    public List<string> SentWith(long scheduledId) =>
        [.. _live.Where(u => u.Value.SentWith == scheduledId).Select(u => u.Key)];

    /// <summary>What was sent with a task that failed is sent again with the next one.</summary>
    public void Unsend()
    {
        foreach (var update in _live.Values)
        {
            update.SentWith = 0;
        }
    }

    internal sealed class LiveUpdate(Request request)
    {
        public Request Request { get; } = request;

        /// <summary>The scheduled event id of the task that carried it, or zero.</summary>
        public long SentWith { get; set; }
    }
}
