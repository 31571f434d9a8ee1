namespace BackgroundAgent.Sandbox;

/// <summary>How a program ended.</summary>
public sealed record ProcessOutcome
{
    public required ProcessEnding Ending { get; init; }

    /// <summary>Set when <see cref="Ending"/> is <see cref="ProcessEnding.Exited"/>; 128 + n where signal n ended it.</summary>
    public int? ExitCode { get; init; }

    public string StandardOutput { get; init; } = "";

    public string StandardError { get; init; } = "";

    /// <summary>Whether output was dropped because of a cap.</summary>
    public bool Truncated { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Whether bubblewrap was around it.</summary>
    public bool Isolated { get; init; }

    /// <summary>Why it could not start.</summary>
    public string? Error { get; init; }

    public bool Succeeded => Ending == ProcessEnding.Exited && ExitCode == 0;
}

public enum ProcessEnding
{
    Exited,
    TimedOut,
    Cancelled,
    FailedToStart,
}
