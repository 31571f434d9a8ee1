using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>What a parser says about one failure. The engine adds path rules, fingerprint, excerpt and rank.</summary>
internal sealed class Draft
{
    public required string Tool { get; init; }

    public required FindingCategory Category { get; set; }

    public FindingSeverity Severity { get; set; } = FindingSeverity.Error;

    public string? Code { get; set; }

    public string? File { get; set; }

    public int? Line { get; set; }

    public int? Column { get; set; }

    public int? EndLine { get; set; }

    public int? EndColumn { get; set; }

    public string? Test { get; set; }

    public string Message { get; set; } = string.Empty;

    public required long LogLine { get; set; }

    public Role Role { get; set; }

    /// <summary>Takes over what the pattern matched; nothing is overwritten by a field the pattern lacks.</summary>
    public Draft With(in PatternMatch match)
    {
        File = match.File.IsEmpty ? File : match.File.Decode();
        Code = match.Code.IsEmpty ? Code : match.Code.Decode(200);
        Test = match.Test.IsEmpty ? Test : match.Test.Decode(1000);
        Message = match.Message.IsEmpty ? Message : match.Message.TrimBlanks().Decode();
        Severity = match.Severity.IsEmpty ? Severity : SeverityWord.Of(match.Severity);
        (Line, Column) = (match.Line ?? Line, match.Column ?? Column);
        (EndLine, EndColumn) = (match.EndLine ?? EndLine, match.EndColumn ?? EndColumn);
        return this;
    }
}

/// <summary>How much a finding says about the root cause; ranking and the outcome use it.</summary>
internal enum Role : byte
{
    /// <summary>A failure the tool states.</summary>
    Failure,

    /// <summary>Follows from another failure: "build failed", "2 errors", an exit code.</summary>
    Summary,

    /// <summary>Looks like a failure but alone proves none, such as a line of no known tool that holds "error:". Dropped from a passing log.</summary>
    Hint,
}
