using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>Something a worker can take from a queue. Only a hint: whoever takes it asks the run (or activity) whether it still holds.</summary>
internal abstract record MatchTask(DateTimeOffset Created)
{
    /// <summary>1 is the most urgent, 5 the least; 3 unless set.</summary>
    public int PriorityKey { get; init; } = 3;

    public string FairnessKey { get; init; } = "";

    public float FairnessWeight { get; init; } = 1;
}

internal sealed record WorkflowMatch(Run Run, DateTimeOffset Created, long ScheduledId, bool OnSticky) : MatchTask(Created);

internal sealed record ActivityMatch(Run Run, DateTimeOffset Created, long ScheduledId, int Stamp) : MatchTask(Created);

internal sealed record QueryMatch(Run Run, DateTimeOffset Created, PendingQuery Query, bool OnSticky) : MatchTask(Created);
