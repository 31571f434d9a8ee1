using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Presentation;

/// <summary>Commit messages of the attempts.</summary>
internal static class CommitMessages
{
    /// <summary>Characters of a subject; longer ones are cut by most tools.</summary>
    private const int SubjectCharacters = 72;

    public static string Of(TaskSpec spec, TaskProgress progress)
    {
        var subject = progress switch
        {
            { Attempts.Count: <= 1 } => spec.Title,
            { Failure: { } failure } => $"Repair {failure.FindingCount} finding(s) of CI",
            _ => "Follow review feedback",
        };
        var body = progress.Patch?.Summary;
        return string.IsNullOrWhiteSpace(body) || body == subject ? Line(subject) : $"{Line(subject)}\n\n{body}";
    }

    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= SubjectCharacters ? line : line[..(SubjectCharacters - 1)] + "…";
    }
}
