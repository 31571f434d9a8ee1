using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitHubActions;

/// <summary>
/// How steps and jobs end in GitHub Actions and Azure Pipelines logs, which share a runner. A job's log does not say that it passed; it did when its last phase comes and no
/// line was marked as an error.
/// </summary>
internal sealed class GitHubTool : IToolParser
{
    public const string Name = "github-actions";

    private bool _sawError;

    public static Tool Definition { get; } = new(
        Name,
        ["^process completed with exit code", "exited with code '0", "^the operation was cancel", "^cleaning up orphan processes", "^the job running on runner", "has exceeded the maximum execution time", ReaderRegistry.MarkedLine],
        () => new GitHubTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        _sawError |= line.Mark == LineMark.Error;
        if (line.Mark == LineMark.Error)
        {
            if (body.Has("exit code"u8) || body.Has("exited with code"u8) || body.Has("failed with exit code"u8))
            {
                return EndWords.Failed(Name, line, EndOf.Step, sink);
            }

            if (body.Has("exceeded the maximum execution time"u8))
            {
                return EndWords.Failed(Name, line, EndOf.Step, sink, FindingCategory.Timeout);
            }

            if (body.StartsWithFolded("the operation was cancel"u8))
            {
                return EndWords.Failed(Name, line, EndOf.Step, sink);
            }
        }

        if (body.SequenceEqual("Cleaning up orphan processes"u8) && !_sawError)
        {
            return EndWords.Passed(line, EndOf.Job, sink);
        }

        return LineUse.Pass;
    }
}
