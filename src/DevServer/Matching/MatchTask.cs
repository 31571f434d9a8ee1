using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>Something a worker can take from a queue. Only a hint: whoever takes it asks the run (or activity) whether it still holds.</summary>
internal abstract record MatchTask(DateTimeOffset Created)
{
    /// <summary>1 is the most urgent, 5 the least; 0 when it is not set, which is 3.</summary>
    public int PriorityKey { get; private init; }

    /// <summary>Whom the task is for, where queues are fair.</summary>
    public string FairnessKey { get; private init; } = "";

    /// <summary>0 when it is not set, which is 1.</summary>
    public float FairnessWeight { get; private init; }

    public Priority? Priority
    {
        init
        {
            PriorityKey = value?.PriorityKey ?? 0;
            FairnessKey = value?.FairnessKey ?? "";
            FairnessWeight = value?.FairnessWeight ?? 0;
        }
    }
}

internal sealed record WorkflowMatch(Run Run, DateTimeOffset Created, long ScheduledId, bool OnSticky) : MatchTask(Created);

internal sealed record ActivityMatch(Run Run, DateTimeOffset Created, long ScheduledId, int Stamp) : MatchTask(Created);

internal sealed record QueryMatch(Run Run, DateTimeOffset Created, PendingQuery Query, bool OnSticky) : MatchTask(Created);
