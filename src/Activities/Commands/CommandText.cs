namespace BackgroundAgent.Activities.Commands;

/// <summary>A command as written: the first line that starts with <c>/bgagent</c>, and what follows the word.</summary>
/// <param name="Word">Lower case, such as <c>approve</c>.</param>
/// <param name="Rest">Trimmed; to the end of the text.</param>
internal sealed record CommandText(string Word, string Rest)
{
    public const string Prefix = "/bgagent";

    /// <returns>Null: there is no command. Quoted lines are somebody else's words.</returns>
    public static CommandText? Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var fenced = false;
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].TrimEnd();
            fenced ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (fenced || !(line == Prefix || line.StartsWith(Prefix + " ", StringComparison.Ordinal)))
            {
                continue;
            }

            var words = line[Prefix.Length..].Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
            var rest = string.Join('\n', lines.Skip(index + 1).Prepend(words.Length > 1 ? words[1] : "")).Trim();
            return new CommandText(words[0].ToLowerInvariant(), rest);
        }

        return null;
    }
}
