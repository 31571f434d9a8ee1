using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Travis;

/// <summary>How Travis says that a command or build ended.</summary>
internal sealed class TravisTool : IToolParser
{
    public const string Name = "travis";

    public static Tool Definition { get; } = new(
        Name,
        ["^the command \"", "^done. your build exited with", "^your build has been stopped", "^the build has been terminated", "^the job exceeded the maximum", "^no output has been received"],
        () => new TravisTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("The command \""u8))
        {
            return EndWords.CodeAfter(body[body.LastIndexOf((byte)'"')..], "exited with "u8) switch
            {
                null => LineUse.Pass,
                0 => LineUse.Take,
                _ => EndWords.Failed(Name, line, EndOf.Step, sink),
            };
        }

        if (body.StartsWith("Done. Your build exited with"u8))
        {
            return EndWords.CodeAfter(body, "exited with "u8) is 0 ? EndWords.Passed(line, EndOf.Job, sink) : EndWords.Failed(Name, line, EndOf.Job, sink);
        }

        if (body.StartsWith("Your build has been stopped"u8) || body.StartsWith("The build has been terminated"u8))
        {
            return EndWords.Failed(Name, line, EndOf.Job, sink);
        }

        return body.StartsWith("The job exceeded the maximum"u8) || body.StartsWith("No output has been received"u8)
            ? EndWords.Failed(Name, line, EndOf.Job, sink, FindingCategory.Timeout)
            : LineUse.Pass;
    }
}
