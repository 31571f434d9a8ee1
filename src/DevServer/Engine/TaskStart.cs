namespace BackgroundAgent.DevServer.Engine;

/// <summary>What the started event of a workflow task says beside who took it.</summary>
internal sealed record TaskStart(long SuggestEvents, WorkerVersionStamp? WorkerVersion = null, bool TargetChanged = false)
{
    public static readonly TaskStart Default = new(Limits.SuggestEvents);
}
