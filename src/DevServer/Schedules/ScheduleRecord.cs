using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>One schedule: what the user sees, and what it needs to go on after a restart. Needs its own gate.</summary>
internal sealed class ScheduleRecord(string @namespace, string id, DescribeScheduleResponse view)
{
    public Lock Gate { get; } = new();

    public string Namespace { get; } = @namespace;

    public string Id { get; } = id;

    public DescribeScheduleResponse View { get; } = view;

    public DateTimeOffset CreateTime => View.Info.CreateTime.ToDateTimeOffset();

    public CompiledSpec? Spec { get; set; }

    public DateTimeOffset LastProcessed { get; set; }

    public List<BufferedStart> Buffer { get; } = [];

    public Payloads? LastResult { get; set; }

    public Failure? LastFailure { get; set; }

    public long Version { get; set; } = 1;

    /// <summary>The request that made it, so that sending it again is no error. Not kept over a restart.</summary>
    public string RequestId { get; init; } = "";

    public bool IsDeleted { get; set; }

    public string Key => Namespace + "\n" + Id;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(
        new StoredSchedule
        {
            Namespace = Namespace,
            Id = Id,
            View = View.ToByteArray(),
            LastProcessedTicks = LastProcessed.UtcTicks,
            Buffer = Buffer,
            LastResult = LastResult?.ToByteArray(),
            LastFailure = LastFailure?.ToByteArray(),
            Version = Version,
        },
        StoredScheduleJson.Default.StoredSchedule);

    public static ScheduleRecord FromBytes(byte[] bytes)
    {
        var stored = JsonSerializer.Deserialize(bytes, StoredScheduleJson.Default.StoredSchedule)!;
        var record = new ScheduleRecord(stored.Namespace, stored.Id, DescribeScheduleResponse.Parser.ParseFrom(stored.View))
        {
            LastProcessed = new DateTimeOffset(stored.LastProcessedTicks, TimeSpan.Zero),
            LastResult = stored.LastResult is null ? null : Payloads.Parser.ParseFrom(stored.LastResult),
            LastFailure = stored.LastFailure is null ? null : Failure.Parser.ParseFrom(stored.LastFailure),
            Version = stored.Version,
        };
        record.Buffer.AddRange(stored.Buffer);
        record.Spec = new CompiledSpec(record.View.Schedule.Spec);
        return record;
    }
}

/// <summary>A start that is due but waits for the one before it.</summary>
internal sealed record BufferedStart(long NominalTicks, long ActualTicks, ScheduleOverlapPolicy Overlap, bool Manual);

internal sealed class StoredSchedule
{
    public string Namespace { get; set; } = "";

    public string Id { get; set; } = "";

    public byte[] View { get; set; } = [];

    public long LastProcessedTicks { get; set; }

    public List<BufferedStart> Buffer { get; set; } = [];

    public byte[]? LastResult { get; set; }

    public byte[]? LastFailure { get; set; }

    public long Version { get; set; }
}

[JsonSerializable(typeof(StoredSchedule))]
internal sealed partial class StoredScheduleJson : JsonSerializerContext;
