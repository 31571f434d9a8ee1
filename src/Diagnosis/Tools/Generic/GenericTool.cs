using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>Lines of no known tool that name a file, a line and mostly a severity, in the forms that compilers and linters have in common.</summary>
internal sealed class GenericTool : IToolParser
{
    public const string Name = "generic";

    private static readonly LinePattern[] WithSeverity =
    [
        new("{file}:{line}:{col}-{endcol}: {sev}: {msg}"),
        new("{file}:{line}:{col}: {sev}: {msg}"),
        new("{file}:{line}:{col}: {sev} {msg}"),
        new("{file}:{line}: {sev}: {msg}"),
        new("{file}:{line}:{col} {sev} {msg}"),
        new("{file}:{line}:{col} - {sev} {msg}"),
        new("{file}({line},{col}): {sev}: {msg}"),
        new("{file}({line},{col}): {sev} {msg}"),
        new("{file}({line}): {sev}: {msg}"),
        new("{file}({line}): {sev} {msg}"),
        new("{file}:{line} {sev}: {msg}"),
        new("{file}: line {line}, col {col}, {sev} - {msg}"),
        new("\"{file}\", line {line}: {sev}: {msg}"),
        new("\"{file}\", line {line}.{col}: {sev}: {msg}"),
        new("{sev}: {file}:{line}:{col}: {msg}"),
        new("{sev}: {file}:{line}: {msg}"),
        new("{sev}: {file}({line}): {msg}"),
        new("[{sev}] {file}:{line}:{col}: {msg}"),
        new("[{sev}] {file}:{line}: {msg}"),
        new("{sev} {file}:{line}: {msg}"),
    ];

    private static readonly LinePattern[] Plain =
    [
        new("{file}:{line}:{col}: {msg}"),
        new("{file}:{line}: {msg}"),
        new("{file}:{line}:{col} {msg}"),
    ];

    public static Tool Definition { get; } = new(Name, [":0", "(0", "line 0", ReaderRegistry.MarkedLine], () => new GenericTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var sure = LinePattern.TryMatchAny(WithSeverity, line.Text, out var match);
        if (!sure && !LinePattern.TryMatchAny(Plain, line.Text, out match))
        {
            return LineUse.Pass;
        }

        if (!PathText.IsSurelyPath(match.File))
        {
            return LineUse.Pass;
        }

        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Generic, LogLine = line.Number, Role = sure ? Role.Failure : Role.Hint }.With(match));
        return LineUse.Take;
    }
}
