using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.GoBuild;

/// <summary>The Go compiler, go vet, the module system, and linters that write a place in a Go file.</summary>
internal sealed class GoBuildTool : IToolParser
{
    public const string Name = "go";

    private static readonly LinePattern[] Places =
    [
        new("{file}.go:{line}:{col}: {msg}"),
        new("{file}.go:{line}: {msg}"),
    ];

    private static readonly string[] ModulePhrases = ["no required module provides", "cannot find module providing", "cannot find package \"", "missing go.sum entry", "unknown revision", "updates to go.mod needed", "inconsistent vendoring"];

    public static Tool Definition { get; } = new(Name, [".go:0", .. ModulePhrases], () => new GoBuildTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        // A test's own output is indented by four; the compiler's is not.
        var body = line.Body;
        body = body.TryAfter("vet: "u8, out var vet) ? vet : body;
        if (line.Indent < 4 && LinePattern.TryMatchAny(Places, body, out var match) && PathText.LooksLikePath(match.File) && !match.File.Has(" "u8) && !match.Message.IsEmpty)
        {
            sink.Add(ToDraft(line, match));
            return LineUse.Take;
        }

        if (body.IndexOf((byte)':') < 0 || !PhraseText.OccursAny(body, ModulePhrases))
        {
            return LineUse.Pass;
        }

        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Dependency, LogLine = line.Number, Message = body.Decode() });
        return LineUse.Take;
    }

    private static Draft ToDraft(in LogLine line, in PatternMatch match)
    {
        var draft = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match);
        draft.File += ".go";
        draft.Code ??= Generic.CodeText.AtTail(match.Message);
        return draft;
    }
}
