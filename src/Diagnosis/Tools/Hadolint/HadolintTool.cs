using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Hadolint;

/// <summary>hadolint's lines about a Dockerfile, its own rules and those of ShellCheck.</summary>
internal sealed class HadolintTool : IToolParser
{
    public const string Name = "hadolint";

    private static readonly LinePattern[] Lines =
    [
        new("{file}:{line} {code} {sev}: {msg}"),
        new("{file}:{line} {code} {msg}"),
        new("{file}:{line}:{col} {sev}: {msg}"),
    ];

    public static Tool Definition { get; } = new(Name, [" dl0000 ", "0 sc0000 "], () => new HadolintTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (!LinePattern.TryMatchAny(Lines, line.Text, out var match) || !(match.Code.StartsWith("DL"u8) || match.Code.StartsWith("SC"u8)) || match.Code.Length != 6)
        {
            return LineUse.Pass;
        }

        var draft = new Draft { Tool = Name, Category = FindingCategory.Lint, Severity = FindingSeverity.Warning, LogLine = line.Number }.With(match);
        sink.Add(draft);
        return LineUse.Take;
    }
}
