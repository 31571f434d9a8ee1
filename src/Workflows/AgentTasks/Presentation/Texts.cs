namespace BackgroundAgent.Workflows.AgentTasks.Presentation;

/// <summary>Short forms for people.</summary>
internal static class Texts
{
    public static string Short(string commit) => commit.Length <= 10 ? commit : commit[..10];

    /// <summary>Text of others as one cell of a Markdown table: no line breaks, pipes or markup that would render.</summary>
    public static string Cell(string? text, int characters = 80)
    {
        var line = (text ?? "").ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("`", "'", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
        return line.Length <= characters ? line : line[..characters] + "…";
    }
}
