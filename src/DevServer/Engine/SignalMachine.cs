namespace BackgroundAgent.DevServer.Engine;

/// <summary>Which signals a run has received.</summary>
internal sealed class SignalMachine
{
    private readonly HashSet<string> _requestIds = [];

    public int Count { get; private set; }

    public bool Seen(string requestId) => requestId.Length > 0 && _requestIds.Contains(requestId);

    public void Apply(HistoryEvent e)
    {
        if (e.EventType != EventType.WorkflowExecutionSignaled)
        {
            return;
        }

        Count++;
        if (e.WorkflowExecutionSignaledEventAttributes.RequestId is { Length: > 0 } requestId)
        {
            _requestIds.Add(requestId);
        }
    }
}
