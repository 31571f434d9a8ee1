using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Composer;

/// <summary>Composer's conflicts of versions, and the scripts it ran.</summary>
internal sealed class ComposerTool : IToolParser
{
    public const string Name = "composer";

    private bool _inProblems;

    public static Tool Definition { get; } = new(
        Name,
        ["^your requirements could not be resolved", "^problem 0", "your lock file does not contain a compatible set", " returned with error code 0", "^the lock file is not up to date"],
        () => new ComposerTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("Your requirements could not be resolved"u8) || body.StartsWith("Your lock file does not contain a compatible set"u8))
        {
            _inProblems = true;
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            sink.Add(Finding(body, line.Number, Role.Summary));
            return LineUse.TakeAndWait;
        }

        if (body.StartsWith("Script "u8) && body.Has(" returned with error code "u8))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            sink.Add(Finding(body, line.Number, Role.Summary));
            return LineUse.Take;
        }

        if (!_inProblems)
        {
            return LineUse.Pass;
        }

        if (body.TryAfter("- "u8, out var problem) && line.Indent > 1)
        {
            sink.Add(Finding(problem, line.Number, Role.Failure));
            return LineUse.TakeAndWait;
        }

        _inProblems = line.IsBlank || body.StartsWith("Problem "u8);
        return _inProblems ? LineUse.TakeAndWait : LineUse.Pass;
    }

    private static Draft Finding(ReadOnlySpan<byte> text, long number, Role role)
        => new() { Tool = Name, Category = FindingCategory.Dependency, Message = text.Decode(), LogLine = number, Role = role };
}
