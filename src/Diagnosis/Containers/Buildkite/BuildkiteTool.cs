using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Buildkite;

/// <summary>How the agents of Buildkite, CircleCI and AppVeyor say that a command failed.</summary>
internal sealed class BuildkiteTool : IToolParser
{
    public const string Name = "buildkite";

    public static Tool Definition { get; } = new(
        Name, ["error: the command exited with status", "^exited with code exit status", "^command exited with code"], () => new BuildkiteTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
        => EndWords.CodeAfter(line.Text, "exited with"u8) is > 0 || EndWords.CodeAfter(line.Text, "Exited with"u8) is > 0
            ? EndWords.Failed(Name, line, EndOf.Step, sink)
            : LineUse.Pass;
}
