using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Titles and ids for tasks whose caller gave none.</summary>
internal static class TaskNames
{
    private const int TitleCharacters = 72;
    private const int SlugCharacters = 40;

    // No vowels and no look-alikes: nothing rude, nothing misread.
    private const string SuffixLetters = "bcdfghjkmnpqrstvwxz23456789";

    public static string Title(string? prompt, IReadOnlyList<UpgradeText> upgrades, IReadOnlyList<string> playbooks)
    {
        if (prompt is not null)
        {
            var line = prompt.Split('\n').Select(part => part.Trim(' ', '\t', '\r', '#')).First(part => part.Length > 0);
            return line.Length <= TitleCharacters ? line : string.Concat(line.AsSpan(0, TitleCharacters - 1).TrimEnd(), "…");
        }

        return upgrades switch
        {
            [var one] => $"Upgrade {one.Name} to {one.Version}",
            [var first, _, ..] => $"Upgrade {first.Name} and {upgrades.Count - 1} more",
            _ => playbooks.Count > 0 ? $"Apply playbook {Path.GetFileNameWithoutExtension(playbooks[0])}" : "Run the agent",
        };
    }

    /// <summary>A readable id that is not taken: words of the title and five random letters.</summary>
    public static string NewId(string title)
    {
        var slug = new StringBuilder();
        foreach (var c in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == SlugCharacters)
            {
                break;
            }
        }

        var words = slug.ToString().Trim('-');
        var id = (words.Length == 0 ? "task" : words) + "-" + RandomNumberGenerator.GetString(SuffixLetters, 5);
        return Naming.IsTaskId(id) ? id : throw new InvalidOperationException($"made an invalid task id '{id}'");
    }
}
