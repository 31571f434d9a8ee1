using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace BackgroundAgent.Patching.Dependencies.Npm;

/// <summary>Version ranges of npm, as far as an upgrade needs them.</summary>
internal static partial class NpmRange
{
    /// <summary>Protocols, tags and stars: nothing that an upgrade to a version could edit.</summary>
    public static bool IsEditable(string range) => Simple().IsMatch(range) || Complex().IsMatch(range);

    /// <summary>The first version in it; null when it names none.</summary>
    public static NuGetVersion? First(string range)
        => Version().Match(range) is { Success: true } match && NuGetVersion.TryParse(match.Value.Replace(".x", ".0", StringComparison.OrdinalIgnoreCase), out var version)
            ? version
            : null;

    /// <summary>Keeps the operator (and an alias in front); a compound range becomes a caret one.</summary>
    public static string Rewrite(string range, string version)
    {
        var simple = Simple().Match(range);
        if (!simple.Success)
        {
            return "^" + version;
        }

        // A range by wildcard (1.x) allows minor versions, which is what a caret says.
        var wildcard = simple.Groups["version"].Value.Contains('x', StringComparison.OrdinalIgnoreCase) && !simple.Groups["version"].Value.Contains('-');
        return simple.Groups["alias"].Value + (wildcard ? "^" : simple.Groups["operator"].Value) + version;
    }

    [GeneratedRegex(@"^(?<alias>npm:@?[^@\s]+@)?(?<operator>\^|~|>=|=|v|)\s*(?<version>[0-9]+(?:\.(?:[0-9]+|x|X)){0,2}(?:-[0-9A-Za-z.\-]+)?(?:\+[0-9A-Za-z.\-]+)?)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Simple();

    [GeneratedRegex(@"^[0-9A-Za-z.\-+\s<>=~^|]*[0-9][0-9A-Za-z.\-+\s<>=~^|]*(?:\|\||\s)[0-9A-Za-z.\-+\s<>=~^|]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Complex();

    [GeneratedRegex(@"[0-9]+(?:\.(?:[0-9]+|x|X)){0,2}(?:-[0-9A-Za-z.\-]+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Version();
}
