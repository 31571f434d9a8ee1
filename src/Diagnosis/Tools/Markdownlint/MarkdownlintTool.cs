using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Markdownlint;

/// <summary>markdownlint-cli and markdownlint-cli2.</summary>
internal sealed class MarkdownlintTool : IToolParser
{
    public const string Name = "markdownlint";

    private static readonly LinePattern[] Lines =
    [
        new("{file}:{line}:{col} {sev} {code} {msg}"),
        new("{file}:{line} {sev} {code} {msg}"),
        new("{file}:{line}:{col} {code} {msg}"),
        new("{file}:{line} {code} {msg}"),
    ];

    public static Tool Definition { get; } = new(Name, [" md000/", " md000 "], () => new MarkdownlintTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        foreach (var pattern in Lines)
        {
            if (pattern.TryMatch(line.Text, out var match) && IsRule(match.Code))
            {
                var draft = new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number }.With(match);
                draft.Code = match.Code.TryCut("/"u8, out var number, out _) ? number.Decode() : draft.Code;
                sink.Add(draft);
                return LineUse.Take;
            }
        }

        return LineUse.Pass;
    }

    private static bool IsRule(ReadOnlySpan<byte> code) => code.Length >= 5 && code.StartsWith("MD"u8) && ByteText.IsDigit(code[2]) && ByteText.IsDigit(code[4]);
}
