using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Maven;

/// <summary>Maven's own words: how the build ended, which goal failed and why.</summary>
internal sealed class MavenTool : IToolParser
{
    public const string Name = "maven";

    public static Tool Definition { get; } = new(
        Name,
        ["] build success", "] build failure", "] build error", "failed to execute goal", "] the build could not read", "non-resolvable", "non-parseable pom", "could not resolve dependencies", "could not find artifact"],
        () => new MavenTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = MavenText.Strip(line.Text, out var level).TrimBlanks();
        if (level is not null && text.StartsWith("BUILD SUCCESS"u8))
        {
            sink.Ended(LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (level is not null && (text.StartsWith("BUILD FAILURE"u8) || text.StartsWith("BUILD ERROR"u8)))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return level == FindingSeverity.Error && TryGoal(line, text, sink) ? LineUse.Take : LineUse.Pass;
    }

    private static bool TryGoal(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        var unresolved = text.HasFolded("could not resolve dependencies"u8) || text.HasFolded("could not find artifact"u8) || text.HasFolded("non-resolvable"u8);
        if (!unresolved && !text.StartsWith("Failed to execute goal"u8) && !text.StartsWith("The build could not read"u8) && !text.StartsWith("Non-parseable POM"u8))
        {
            return false;
        }

        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        sink.Add(new Draft
        {
            Tool = Name,
            Category = unresolved ? FindingCategory.Dependency : text.StartsWith("Failed to"u8) ? FindingCategory.Generic : FindingCategory.Configuration,
            LogLine = line.Number,
            Message = text.Decode(),
            Role = unresolved || !Repeats(text) ? Role.Failure : Role.Summary,
        });
        return true;
    }

    // Goals that only repeat what was printed above: compiler errors, test failures, another program's exit code.
    private static bool Repeats(ReadOnlySpan<byte> text)
        => text.Has("Compilation failure"u8) || text.Has("test failures"u8) || text.Has("-compiler-plugin"u8) || text.Has("surefire"u8) || text.Has("failsafe"u8)
            || text.Has("returned a value"u8) || text.Has("exit value"u8) || text.Has("violations"u8) || text.Has("See above"u8);
}
