namespace BackgroundAgent.Sandbox;

/// <summary>One program to run.</summary>
public sealed record ProcessRequest
{
    /// <summary>Absolute path, or a name looked up on PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Passed as they are; no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string WorkingDirectory { get; init; }

    /// <summary>Added to the allow-listed part of our own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Written to standard input, UTF-8, which is then closed; null closes it at once.</summary>
    public string? StandardInput { get; init; }

    /// <summary>Wall-clock limit of the whole process group.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Bytes of each stream kept in memory (the first half and the last half); the rest is counted and dropped.</summary>
    public int OutputLimitBytes { get; init; } = 1024 * 1024;

    /// <summary>Both streams, interleaved as they come, are also written here up to <see cref="OutputFileLimitBytes"/>.</summary>
    public string? OutputFile { get; init; }

    public long OutputFileLimitBytes { get; init; } = 256L * 1024 * 1024;

    public IsolationMode Isolation { get; init; } = IsolationMode.Auto;

    /// <summary>Whether the program may reach the network; only isolation can refuse it.</summary>
    public bool Network { get; init; } = true;

    /// <summary>Folders that isolation leaves writable beside the working directory.</summary>
    public IReadOnlyList<string> WritablePaths { get; init; } = [];

    /// <summary>Called for every line of either stream as it comes, on a thread-pool thread, one at a time. A heartbeat hook. What it throws is dropped.</summary>
    public Action<string>? OnLine { get; init; }
}

/// <summary>Whether a program is shut in with bubblewrap.</summary>
public enum IsolationMode
{
    /// <summary>With bubblewrap where it works on this machine, else without.</summary>
    Auto,

    /// <summary>With bubblewrap or not at all.</summary>
    Bubblewrap,

    /// <summary>Never.</summary>
    None,
}
