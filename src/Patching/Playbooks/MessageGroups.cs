using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Carries named groups of a finding's message into a fix: <c>{{name}}</c>.</summary>
internal sealed partial class MessageGroups
{
    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);

    public MessageGroups(Finding? finding, Regex? message)
    {
        if (finding is null || message?.Match(finding.Message) is not { Success: true } match)
        {
            return;
        }

        foreach (Group group in match.Groups)
        {
            _groups[group.Name] = group.Value;
        }
    }

    /// <summary>A pattern with something harmless in the groups' places.</summary>
    public static string Anything(string pattern) => Place().Replace(pattern, "x");

    /// <summary>Values stand for themselves in the pattern, whatever characters they hold.</summary>
    public string FillPattern(string pattern) => Fill(pattern, Regex.Escape);

    public string FillReplacement(string with) => Fill(with, value => value.Replace("$", "$$", StringComparison.Ordinal));

    private string Fill(string text, Func<string, string> escape)
        => Place().Replace(text, place => _groups.TryGetValue(place.Groups[1].Value, out var value) ? escape(value) : place.Value);

    [GeneratedRegex(@"\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
