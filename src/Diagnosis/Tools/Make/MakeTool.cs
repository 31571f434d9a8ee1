using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Make;

/// <summary>make and ninja: a missing rule is theirs, a failed recipe only repeats what its program said.</summary>
internal sealed class MakeTool : IToolParser
{
    public const string Name = "make";

    private static readonly LinePattern Separator = new("{file}:{line}: *** {msg}");

    public static Tool Definition { get; } = new(Name, ["*** ", "^ninja: ", "^failed: "], () => new MakeTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("ninja: build stopped"u8) || (body.StartsWith("FAILED: "u8) && !body.Has("::"u8)))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return Add(line, "ninja", FindingCategory.Compile, body.Decode(), Role.Summary, sink);
        }

        if (body.TryAfter("ninja: error: "u8, out var ninja))
        {
            return Add(line, "ninja", FindingCategory.Configuration, ninja.Decode(), Role.Failure, sink);
        }

        if (Separator.TryMatch(body, out var match) && PathText.LooksLikePath(match.File) && !match.File.StartsWith("make"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Configuration, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        if (!body.TryCut(": *** "u8, out var name, out var message) || !(name.StartsWith("make"u8) || name.StartsWith("gmake"u8) || name.StartsWith("mingw32-make"u8)))
        {
            return LineUse.Pass;
        }

        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        var own = message.StartsWith("No rule to make"u8) || message.StartsWith("No targets"u8) || message.StartsWith("missing separator"u8);
        return Add(line, Name, own ? FindingCategory.Configuration : FindingCategory.Generic, message.Decode(), own ? Role.Failure : Role.Summary, sink);
    }

    private static LineUse Add(in LogLine line, string tool, FindingCategory category, string message, Role role, IFindingSink sink)
    {
        sink.Add(new Draft { Tool = tool, Category = category, LogLine = line.Number, Message = message, Role = role });
        return LineUse.Take;
    }
}
