using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Expressions of a playbook meet untrusted text, so they run in linear time and with a limit on top.</summary>
internal static class PlaybookRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Regex Compile(string pattern)
        => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline, Limit);
}
