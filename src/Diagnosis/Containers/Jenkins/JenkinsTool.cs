using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Jenkins;

/// <summary>How Jenkins says that a build ended: <c>Finished: FAILURE</c>, <c>Build step '…' marked build as failure</c>.</summary>
internal sealed class JenkinsTool : IToolParser
{
    public const string Name = "jenkins";

    public static Tool Definition { get; } = new(Name, ["^finished: ", "marked build as failure"], () => new JenkinsTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Contains("marked build as failure"u8))
        {
            return EndWords.Failed(Name, line, EndOf.Step, sink);
        }

        if (!line.Body.TryAfter("Finished: "u8, out var result))
        {
            return LineUse.Pass;
        }

        if (result.SequenceEqual("SUCCESS"u8))
        {
            return EndWords.Passed(line, EndOf.Job, sink);
        }

        return result.SequenceEqual("FAILURE"u8) || result.SequenceEqual("UNSTABLE"u8) || result.SequenceEqual("ABORTED"u8)
            ? EndWords.Failed(Name, line, EndOf.Job, sink)
            : LineUse.Pass;
    }
}
