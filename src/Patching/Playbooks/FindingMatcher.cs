using BackgroundAgent.Contracts.Findings;
using Microsoft.Extensions.FileSystemGlobbing;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Whether a finding meets a rule's conditions. Tools and codes are compared without regard to case.</summary>
internal static class FindingMatcher
{
    public static bool Matches(FindingMatch match, Finding finding)
        => Among(match.Tools, finding.Tool)
            && Among(match.Codes, finding.Code)
            && (match.Category is null || match.Category == finding.Category)
            && (match.Message is null || match.Message.IsMatch(finding.Message))
            && (match.File is null || (finding.File is { } file && IsBelow(match.File, file)));

    private static bool Among(IReadOnlyList<string>? allowed, string? value)
        => allowed is null || (value is not null && allowed.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static bool IsBelow(string glob, string file)
        => !Path.IsPathRooted(file) && new Matcher(StringComparison.Ordinal).AddInclude(glob).Match(file).HasMatches;
}
