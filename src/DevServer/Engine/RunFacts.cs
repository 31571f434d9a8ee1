namespace BackgroundAgent.DevServer.Engine;

/// <summary>What the run knows about itself: how it was started, and what changed of that since.</summary>
internal sealed class RunFacts
{
    public WorkflowExecutionStartedEventAttributes Started { get; private set; } = new();

    public HistoryEvent? StartEvent { get; private set; }

    public DateTimeOffset StartTime { get; private set; }

    public string WorkflowType => Started.WorkflowType?.Name ?? "";

    public string TaskQueue => Started.TaskQueue?.Name ?? "";

    public TimeSpan FirstTaskBackoff => Started.FirstWorkflowTaskBackoff.ToSpan();

    public DateTimeOffset ExecutionTime => StartTime + FirstTaskBackoff;

    public TimeSpan WorkflowTaskTimeout =>
        Started.WorkflowTaskTimeout.ToSpan() is var t && t > TimeSpan.Zero ? t : Limits.DefaultWorkflowTaskTimeout;

    public Dictionary<string, Payload> SearchAttributes { get; } = [];

    public Dictionary<string, Payload> Memo { get; } = [];

    public bool CancelRequested { get; private set; }

    public string? CancelRequestId { get; set; }

    public string? StartRequestId { get; set; }

    public string? ResetRunId { get; set; }

    public Priority? Priority { get; private set; }

    /// <summary>Request ids attached to this run, with the event that recorded each.</summary>
    public Dictionary<string, RequestIdInfo> RequestIds { get; } = [];

    /// <summary>When the run must end, or null. The backoff before the first task does not count against it.</summary>
    public DateTimeOffset? RunExpiration => Started.WorkflowRunTimeout.ToSpan() is var t && t > TimeSpan.Zero
        ? ProtoTime.Earliest(ExecutionTime + t, ChainExpiration)
        : ChainExpiration;

    public DateTimeOffset? ChainExpiration => Started.WorkflowExecutionExpirationTime is { Seconds: > 0 } t ? t.ToDateTimeOffset() : null;

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                ApplyStarted(e);
                break;
            case EventType.UpsertWorkflowSearchAttributes:
                Merge(SearchAttributes, e.UpsertWorkflowSearchAttributesEventAttributes.SearchAttributes?.IndexedFields);
                break;
            case EventType.WorkflowPropertiesModified:
                Merge(Memo, e.WorkflowPropertiesModifiedEventAttributes.UpsertedMemo?.Fields);
                break;
            case EventType.WorkflowExecutionCancelRequested:
                CancelRequested = true;
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                ApplyOptions(e);
                break;
            default:
                break;
        }
    }

    private void ApplyStarted(HistoryEvent e)
    {
        StartEvent = e;
        Started = e.WorkflowExecutionStartedEventAttributes;
        StartTime = e.EventTime.ToDateTimeOffset();
        Priority = Started.Priority;
        Merge(SearchAttributes, Started.SearchAttributes?.IndexedFields);
        Merge(Memo, Started.Memo?.Fields);
    }

    private void ApplyOptions(HistoryEvent e)
    {
        var options = e.WorkflowExecutionOptionsUpdatedEventAttributes;
        if (options.Priority is not null)
        {
            Priority = options.Priority;
        }

        if (options.AttachedRequestId.Length > 0)
        {
            RequestIds[options.AttachedRequestId] = new RequestIdInfo { EventType = e.EventType, EventId = e.EventId };
        }
    }

    /// <summary>A null or empty payload takes the key away.</summary>
    private static void Merge(Dictionary<string, Payload> into, IEnumerable<KeyValuePair<string, Payload>>? from)
    {
        foreach (var (key, value) in from ?? [])
        {
            if (IsNull(value))
            {
                into.Remove(key);
            }
            else
            {
                into[key] = value;
            }
        }
    }

    private static bool IsNull(Payload value)
    {
        if (!value.Metadata.TryGetValue("encoding", out var encoding))
        {
            return value.Data.IsEmpty;
        }

        return encoding.ToStringUtf8() == "binary/null" ||
            (encoding.ToStringUtf8() == "json/plain" && (value.Data.Span.SequenceEqual("null"u8) || value.Data.Span.SequenceEqual("[]"u8)));
    }
}
