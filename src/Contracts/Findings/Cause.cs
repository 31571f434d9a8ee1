using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Findings;

/// <summary>Why CI failed.</summary>
[JsonConverter(typeof(KebabCase<Cause>))]
public enum Cause
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>Compile, test, lint or dependency failure of the change.</summary>
    Code,

    /// <summary>The same commit passes and fails.</summary>
    Flaky,

    /// <summary>Network, runner, registry, disk, memory.</summary>
    Infrastructure,

    /// <summary>The change or the job is set up wrongly.</summary>
    Configuration,

    /// <summary>Somebody or something stopped it.</summary>
    Cancelled,

    /// <summary>A log that does not tell.</summary>
    Ambiguous,
}

/// <summary>Whether a log or report says that something failed.</summary>
[JsonConverter(typeof(KebabCase<LogOutcome>))]
public enum LogOutcome
{
    Unknown,
    Passed,
    Failed,
}

/// <summary>Test totals of one log or report; null where it does not say.</summary>
public sealed record TestTotals(long? Run, long? Failed, long? Skipped);
