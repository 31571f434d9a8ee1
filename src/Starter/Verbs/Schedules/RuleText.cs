using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary>Rules for groups of upgrades as typed: <c>NAME=ECOSYSTEM:PATTERN</c>, and <c>ECOSYSTEM:PATTERN</c> to ignore.</summary>
internal static partial class RuleText
{
    /// <returns>What is ignored first, then the groups, since the first rule that matches wins; what is left has the default groups.</returns>
    public static IReadOnlyList<UpgradeRule> ParseAll(IReadOnlyList<string> groups, IReadOnlyList<string> ignored)
        => [.. ignored.Select(text => Parse("--ignore", null, text, text) with { Ignore = true }), .. groups.Select(Group)];

    private static UpgradeRule Group(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !Naming.IsTaskId(text[..equals]))
        {
            throw CliException.Usage($"--group: '{text}' is not NAME=ECOSYSTEM:PATTERN", "Such as types=npm:@types/*; the name has a-z, 0-9 and '-'.");
        }

        return Parse("--group", text[..equals], text[(equals + 1)..], text);
    }

    private static UpgradeRule Parse(string option, string? group, string rule, string text)
    {
        var match = RuleForm().Match(rule);
        return match.Success
            ? new UpgradeRule { Group = group, Ecosystem = match.Groups["ecosystem"].Value, Names = [match.Groups["pattern"].Value] }
            : throw CliException.Usage($"{option}: '{text}' does not name npm:PATTERN or nuget:PATTERN", "Such as nuget:Microsoft.*");
    }

    [GeneratedRegex(@"^(?<ecosystem>npm|nuget):(?<pattern>[A-Za-z0-9@/._*-]+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex RuleForm();
}
