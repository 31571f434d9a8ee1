using System.Text.Json;
using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Worker.Setup;

namespace BackgroundAgent.Starter.Output.Json;

/// <summary>Every JSON document the command line writes, generated at compile time so that starting stays quick.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TaskDocument))]
[JsonSerializable(typeof(EnqueuedDocument))]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(ReceiptDocument))]
[JsonSerializable(typeof(UpDocument))]
[JsonSerializable(typeof(VersionDocument))]
[JsonSerializable(typeof(ScheduleDocument))]
[JsonSerializable(typeof(ScheduleListDocument))]
[JsonSerializable(typeof(DoneDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(SystemScheduleListDocument))]
[JsonSerializable(typeof(JanitorResult))]
[JsonSerializable(typeof(SweepResult))]
[JsonSerializable(typeof(AppSetUp))]
[JsonSerializable(typeof(FlakyDocument))]
internal sealed partial class JsonShapes : JsonSerializerContext
{
    /// <summary>The same shapes with text left readable (<c>'</c>, <c>&gt;</c>, umlauts); output goes to no web page.</summary>
    public static JsonShapes Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>Documents of a stream: one line each, absent fields left out.</summary>
[JsonSerializable(typeof(ProgressDocument))]
internal sealed partial class JsonLineShapes : JsonSerializerContext
{
    public static JsonLineShapes Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
