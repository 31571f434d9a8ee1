namespace BackgroundAgent.DevServer.Engine;

/// <summary>The limits of the server; the values are the defaults of the genuine one.</summary>
internal static class Limits
{
    public static readonly TimeSpan DefaultWorkflowTaskTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxWorkflowTaskTimeout = TimeSpan.FromSeconds(120);

    /// <summary>How long a worker may keep a workflow task alive without progress (local activities).</summary>
    public static readonly TimeSpan WorkflowTaskHeartbeat = TimeSpan.FromMinutes(30);

    /// <summary>A sticky queue counts as alive this long after its last poll.</summary>
    public static readonly TimeSpan StickyPollerAlive = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan TaskLongPoll = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan HistoryLongPoll = TimeSpan.FromSeconds(20);

    public const int MaxIdLength = 1000;
    public const int FairnessKeyLength = 64;
    public const long HistoryEvents = 51_200;
    public const long HistoryBytes = 50L * 1024 * 1024;
    public const long SuggestEvents = 4_096;
    public const long SuggestBytes = 4L * 1024 * 1024;
    public const int SignalsPerRun = 10_000;
    public const int PendingOfAKind = 2_000;
    public const int InFlightUpdates = 10;
    public const int TotalUpdates = 2_000;
    public const int HistoryPageEvents = 1_000;
    public const int HistoryPageBytes = 2 * 1024 * 1024;
    public const int VisibilityPage = 1_000;

    /// <summary>Workflow tasks that fail in a row before the execution reports it.</summary>
    public const int ReportedProblems = 5;
}
