using System.Text.Json;
using System.Text.Json.Serialization;
using BackgroundAgent.DevServer.Nexus.Callbacks;
using BackgroundAgent.DevServer.Nexus.Operations;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>What a run remembers that is not in its events. Written whole with each transaction that changes it.</summary>
internal sealed class SideState
{
    public long Transitions { get; set; }

    public WorkflowTaskSide? Task { get; set; }

    public List<ActivitySide>? Activities { get; set; }

    public List<NexusSide>? Nexus { get; set; }

    public List<CallbackSide>? Callbacks { get; set; }

    /// <summary>Events that wait for the running workflow task to end, serialized.</summary>
    public List<byte[]>? Buffered { get; set; }

    public string? PauseIdentity { get; set; }

    public string? PauseReason { get; set; }

    public long PauseTicks { get; set; }

    public bool BackoffOver { get; set; }

    public string? CancelRequestId { get; set; }

    public string? StartRequestId { get; set; }

    public string? ResetRunId { get; set; }

    /// <summary>Serialized WorkflowExecutionVersioningInfo.</summary>
    public byte[]? Versioning { get; set; }

    public static SideState Parse(byte[] bytes) =>
        bytes.Length == 0 ? new SideState() : JsonSerializer.Deserialize(bytes, SideStateJson.Default.SideState) ?? new SideState();

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SideStateJson.Default.SideState);
}

internal sealed class WorkflowTaskSide
{
    public int Attempt { get; set; } = 1;

    public int ProblemsInARow { get; set; }

    public long ScheduledId { get; set; }

    public long StartedId { get; set; }

    public long ScheduledTicks { get; set; }

    public long OriginalScheduledTicks { get; set; }

    public long StartedTicks { get; set; }

    public string? Identity { get; set; }

    public string? RequestId { get; set; }

    public string? StickyQueue { get; set; }

    public long StickyTimeoutTicks { get; set; }

    public bool OnStickyQueue { get; set; }

    public bool SuggestContinueAsNew { get; set; }

    public long HistorySize { get; set; }
}

internal sealed class ActivitySide
{
    public long ScheduledId { get; set; }

    public int Attempt { get; set; }

    public int Stamp { get; set; }

    public long ScheduledTicks { get; set; }

    public long StartedTicks { get; set; }

    public long BackoffTicks { get; set; }

    public long HeartbeatTicks { get; set; }

    public long CompletedTicks { get; set; }

    public string? Identity { get; set; }

    public string? RequestId { get; set; }

    public byte[]? Heartbeat { get; set; }

    public byte[]? LastFailure { get; set; }

    public byte[]? Options { get; set; }

    public string? PauseIdentity { get; set; }

    public string? PauseRule { get; set; }

    public string? PauseReason { get; set; }

    public long PauseTicks { get; set; }

    public bool ResetRequested { get; set; }

    public bool ResetHeartbeat { get; set; }

    public byte[]? Deployment { get; set; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SideState))]
internal sealed partial class SideStateJson : JsonSerializerContext;
