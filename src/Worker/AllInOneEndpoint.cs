using System.Text.Json;
using BackgroundAgent.Worker.Data;

namespace BackgroundAgent.Worker;

/// <summary>Where a running <see cref="AllInOne"/> can be reached; written to its data directory.</summary>
public sealed record AllInOneEndpoint
{
    /// <summary><c>127.0.0.1:port</c>.</summary>
    public required string TemporalAddress { get; init; }

    public required string Namespace { get; init; }

    /// <summary><c>http://127.0.0.1:port</c>.</summary>
    public required string GatewayUrl { get; init; }

    /// <summary>Temporal's Web UI; null where there is none.</summary>
    public string? UiUrl { get; init; }

    public required int ProcessId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The endpoint of the live process on a data directory; null when none is running.</summary>
    public static AllInOneEndpoint? Find(string dataDirectory)
    {
        var layout = new DataLayout(dataDirectory);
        if (!DataDirectoryLock.IsHeld(layout) || !File.Exists(layout.EndpointFile))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<AllInOneEndpoint>(File.ReadAllBytes(layout.EndpointFile), JsonSerializerOptions.Web);
        }
        catch (Exception fault) when (fault is JsonException or IOException)
        {
            // It is being replaced, or a kill left half of it: either way nobody is there to talk to yet.
            return null;
        }
    }

    internal void Write(DataLayout layout)
    {
        var fresh = layout.EndpointFile + ".new";
        File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        File.Move(fresh, layout.EndpointFile, overwrite: true);
    }
}
