using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Updates as history knows them: accepted → completed. What is not accepted yet waits in <see cref="UpdateBox"/>.</summary>
internal sealed class UpdateMachine(Run run)
{
    private readonly Dictionary<string, Recorded> _recorded = [];

    public int AcceptedCount => _recorded.Count;

    public int InFlight => _recorded.Values.Count(r => r.Outcome is null) + run.LiveUpdates.Count;

    /// <summary>The run has taken nearly as many updates as it may; the workflow should continue as new.</summary>
    public bool TooMany => _recorded.Count >= Limits.TotalUpdates * 9 / 10;

    public Recorded? Find(string updateId) => _recorded.GetValueOrDefault(updateId);

    public IEnumerable<string> AcceptedIds => _recorded.Where(r => r.Value.Outcome is null).Select(r => r.Key);

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionUpdateAccepted:
                var accepted = e.WorkflowExecutionUpdateAcceptedEventAttributes;
                _recorded[accepted.ProtocolInstanceId] = new Recorded(e.EventId, accepted.AcceptedRequest);
                break;
            case EventType.WorkflowExecutionUpdateCompleted:
                var completed = e.WorkflowExecutionUpdateCompletedEventAttributes;
                if (_recorded.TryGetValue(completed.Meta.UpdateId, out var recorded))
                {
                    _recorded[completed.Meta.UpdateId] = recorded with { Outcome = completed.Outcome };
                }

                break;
            case EventType.WorkflowExecutionUpdateAdmitted:
                var admitted = e.WorkflowExecutionUpdateAdmittedEventAttributes;
                run.LiveUpdates.Admit(admitted.Request);
                break;
            default:
                break;
        }
    }

    public void Accept(string updateId, Acceptance acceptance)
    {
        var live = run.LiveUpdates.Find(updateId) ?? throw Bad($"update {updateId} is not known to this run");
        if (_recorded.ContainsKey(updateId))
        {
            throw Bad($"update {updateId} is accepted already");
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateAccepted,
            WorkflowExecutionUpdateAcceptedEventAttributes = new()
            {
                ProtocolInstanceId = updateId,
                AcceptedRequestMessageId = acceptance.AcceptedRequestMessageId,
                AcceptedRequestSequencingEventId = acceptance.AcceptedRequestSequencingEventId,
                AcceptedRequest = acceptance.AcceptedRequest ?? live.Request,
            },
        });
    }

    public void Complete(string updateId, Response response)
    {
        if (!_recorded.TryGetValue(updateId, out var recorded) || recorded.Outcome is not null)
        {
            throw Bad($"update {updateId} is not accepted, or completed already");
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateCompleted,
            WorkflowExecutionUpdateCompletedEventAttributes = new()
            {
                Meta = response.Meta ?? recorded.Request?.Meta ?? new Meta { UpdateId = updateId },
                AcceptedEventId = recorded.AcceptedId,
                Outcome = response.Outcome,
            },
        });
    }

    private static BadCommandException Bad(string message) =>
        new(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, message);

    internal sealed record Recorded(long AcceptedId, Request? Request)
    {
        public Outcome? Outcome { get; init; }
    }
}
