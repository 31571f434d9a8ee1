namespace BackgroundAgent.Worker.Data;

/// <summary>Another bgagent process works on the data directory. The message is fit for people.</summary>
public sealed class DataDirectoryInUseException(string directory, int? processId)
    : Exception($"Another bgagent process{(processId is null ? "" : $" ({processId})")} is using {directory}. Stop it, talk to it with the other verbs, or choose another --data-dir.")
{
    public string DataDirectory { get; } = directory;

    /// <summary>Null where it has not said yet.</summary>
    public int? ProcessId { get; } = processId;
}
