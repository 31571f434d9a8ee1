using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Maven;

namespace BackgroundAgent.Diagnosis.Tools.Kotlin;

/// <summary>The Kotlin compiler, called directly, by Gradle or by Maven; also detekt and ktlint, which write the same place.</summary>
internal sealed class KotlinTool : IToolParser
{
    public const string Name = "kotlin";

    private static readonly LinePattern[] Places =
    [
        new("{file}: ({line}, {col}): {msg}"),
        new("{file}: ({line}, {col}) {msg}"),
        new("{file}:[{line},{col}] {msg}"),
        new("{file}:{line}:{col}: {sev}: {msg}"),
        new("{file}:{line}:{col}: {msg}"),
        new("{file}:{line}:{col} {msg}"),
    ];

    public static Tool Definition { get; } = new(Name, [".kt:0", ".kts:0", ".kt: (0", ".kts: (0", ".kt:[0", "^e: ", "^w: file:"], () => new KotlinTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = MavenText.Strip(line.Text, out var level).TrimBlanks();
        var severity = text.StartsWith("e: "u8) ? FindingSeverity.Error : text.StartsWith("w: "u8) ? FindingSeverity.Warning : (FindingSeverity?)null;
        text = severity is null ? text : text[3..];
        if (!LinePattern.TryMatchAny(Places, text, out var match) || !(match.File.EndsWith(".kt"u8) || match.File.EndsWith(".kts"u8)) || match.File.Has("("u8))
        {
            return severity == FindingSeverity.Error && text.StartsWith("error: "u8) ? TakeBare(line, text, sink) : LineUse.Pass;
        }

        var draft = new Draft { Tool = Name, Category = severity is null && level is null && match.Severity.IsEmpty ? FindingCategory.Lint : FindingCategory.Compile, LogLine = line.Number };
        draft.Severity = severity ?? level ?? FindingSeverity.Error;
        draft.With(match);
        draft.Code ??= draft.Category == FindingCategory.Lint ? Generic.CodeText.AtTail(match.Message) : null;
        sink.Add(draft);
        return LineUse.Take;
    }

    private static LineUse TakeBare(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number, Message = text[7..].Decode() });
        return LineUse.Take;
    }
}
