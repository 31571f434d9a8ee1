using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitLab;

/// <summary>How a GitLab runner says that a job ended: <c>Job succeeded</c>, <c>ERROR: Job failed: exit code 1</c>, <c>ERROR: Job failed (system failure): …</c>.</summary>
internal sealed class GitLabTool : IToolParser
{
    public const string Name = "gitlab-runner";

    public static Tool Definition { get; } = new(Name, ["^job succeeded", "^error: job failed"], () => new GitLabTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Body.StartsWith("Job succeeded"u8) && line.Body.Length < 20)
        {
            return EndWords.Passed(line, EndOf.Job, sink);
        }

        if (!line.Body.StartsWith("ERROR: Job failed"u8))
        {
            return LineUse.Pass;
        }

        var category = line.Contains("system failure"u8) ? FindingCategory.Infrastructure
            : line.Contains("execution took longer"u8) || line.Contains("timeout"u8) || line.Contains("timed out"u8) ? FindingCategory.Timeout
            : FindingCategory.Generic;
        return EndWords.Failed(Name, line, EndOf.Job, sink, category);
    }
}
