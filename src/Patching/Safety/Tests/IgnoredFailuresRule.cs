using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>Settings and commands that let a failed test pass for a success, or leave tests out, in any file but prose.</summary>
internal sealed partial class IgnoredFailuresRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        foreach (var file in diff.Files.Where(file => FileRoles.IsSource(file.Path) || FileRoles.IsTest(file.Path)))
        {
            var added = file.Added.Where(line => Ignoring().IsMatch(line.Text)).ToList();
            if (added.Count > file.Deleted.Count(line => Ignoring().IsMatch(line.Text)))
            {
                yield return new Tampering(file.Path, $"{file.Path} line {added[0].Number} lets failed or missing tests pass.");
            }
        }
    }

    [GeneratedRegex(@"^\s*(?:-\s*)?(?:continue-on-error|continueOnError|allow_failure|soft_fail|ignore_failure|allowFailure)['""]?\s*:\s*['""]?(?:true|yes|on|\$\{\{)|\bignoreFailures\s*[=(]?\s*true|testFailureIgnore>\s*true|maven\.test\.failure\.ignore(?:=true)?\b|-DskipTests|maven\.test\.skip|<skipTests>\s*true|<IsTestProject>\s*false|--passWithNoTests|passWithNoTests['""]?\s*:\s*true|\b(?:test|jest|vitest|mocha|pytest|tox|ctest|gradlew?|mvn|dotnet|npm|yarn|pnpm|cargo|go|make|lint|eslint|tsc)\b[^#]*\|\|\s*(?:true|:|exit\s+0|echo\b)|\b(?:test|jest|vitest|mocha|pytest)\b[^#]*;\s*(?:true|exit\s+0)\b|\b(?:testPathIgnorePatterns|--deselect|--testPathIgnorePatterns|--ignore-glob|--exclude-task)\b|^\s*(?:set\s+\+e)\s*$|^\s*""test""\s*:\s*""(?:true|exit 0|echo\b[^""]*)""", RegexOptions.NonBacktracking)]
    private static partial Regex Ignoring();
}
