using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>What the command line needs of the process around it; tests put their own in its place.</summary>
internal sealed record CliHost
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>Value of an environment variable; null when unset or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    public required string WorkingDirectory { get; init; }

    public required string HomeDirectory { get; init; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool IsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static CliHost OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        WorkingDirectory = Environment.CurrentDirectory,
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        IsTerminal = !Console.IsOutputRedirected,
    };

    /// <summary>Who is at the keyboard; what approvals and cancellations are signed with.</summary>
    public string Person => Variable("BGAGENT_USER") ?? Variable("USER") ?? Variable("LOGNAME") ?? Variable("USERNAME") ?? "unknown";

    /// <param name="json">Whether <c>--json</c> was given.</param>
    public OutputMode Mode(bool json) => json ? OutputMode.Json
        : IsTerminal && Variable("TERM") != "dumb" ? OutputMode.Pretty
        : OutputMode.Plain;

    public bool Colours => IsTerminal && Variable("NO_COLOR") is null;
}
