using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Findings;

/// <summary>One structured failure in a log or report.</summary>
public sealed record Finding
{
    /// <summary>Short lower-case name of the tool that spoke: <c>msbuild</c>, <c>eslint</c>, <c>pytest</c>.</summary>
    public required string Tool { get; init; }

    public required FindingCategory Category { get; init; }

    public FindingSeverity Severity { get; init; } = FindingSeverity.Error;

    /// <summary>The tool's own code, such as <c>CS0246</c> or <c>no-unused-vars</c>.</summary>
    public string? Code { get; init; }

    /// <summary>Relative to the repository where that can be told, with forward slashes.</summary>
    public string? File { get; init; }

    /// <summary>1-based.</summary>
    public int? Line { get; init; }

    /// <summary>1-based.</summary>
    public int? Column { get; init; }

    /// <summary>1-based, inclusive.</summary>
    public int? EndLine { get; init; }

    /// <summary>1-based.</summary>
    public int? EndColumn { get; init; }

    /// <summary>Full name of the failed test; set on every finding of category <see cref="FindingCategory.Test"/> that names one.</summary>
    public string? Test { get; init; }

    public required string Message { get; init; }

    /// <summary>1-based line of the log; CR, LF and CRLF each end a line.</summary>
    public long? LogLine { get; init; }

    /// <summary>1 is the most likely root cause.</summary>
    public int Rank { get; init; }

    /// <summary>Lower-case hexadecimal; stable over runs, machines, paths, numbers, times and colours.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where an input has parts: the entry of the archive it was found in.</summary>
    public string? Source { get; init; }

    /// <summary>A few lines around it, bounded, with secrets redacted. Untrusted text.</summary>
    public string? Excerpt { get; init; }
}

[JsonConverter(typeof(KebabCase<FindingCategory>))]
public enum FindingCategory
{
    Compile,
    Test,
    Lint,
    Dependency,
    Infrastructure,
    Timeout,
    Configuration,
    Generic,
}

[JsonConverter(typeof(KebabCase<FindingSeverity>))]
public enum FindingSeverity
{
    Error,
    Warning,
    Info,
}
