namespace BackgroundAgent.Starter;

/// <summary>An ending with one line for people, one line of advice and an exit code.</summary>
internal sealed class CliException(int exitCode, string message, string? advice = null, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do next.</summary>
    public string? Advice { get; } = advice;

    /// <summary>The arguments can never work as they are.</summary>
    public static CliException Usage(string message, string? advice = null) => new(ExitCodes.Usage, message, advice);

    /// <summary>Something outside did not do its part.</summary>
    public static CliException Other(string message, string? advice = null, Exception? inner = null) => new(ExitCodes.Other, message, advice, inner);
}
