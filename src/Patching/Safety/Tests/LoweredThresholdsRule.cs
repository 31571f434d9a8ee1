using System.Globalization;
using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>Coverage or mutation thresholds that sink or vanish, and limits of warnings that rise.</summary>
internal sealed partial class LoweredThresholdsRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        foreach (var file in diff.Files.Where(file => FileRoles.IsSource(file.Path) || FileRoles.IsTest(file.Path)))
        {
            var message = Compare(file, Floor(), lowerIsWorse: true) ?? Compare(file, Ceiling(), lowerIsWorse: false);
            if (message is not null)
            {
                yield return new Tampering(file.Path, message);
            }
        }
    }

    private static string? Compare(ChangedFile file, Regex form, bool lowerIsWorse)
    {
        var added = Matches(file, file.Added, form).ToList();
        foreach (var old in Matches(file, file.Deleted, form))
        {
            var name = old.Groups["name"].Value;
            var now = added.Find(match => match.Groups["name"].Value == name);
            if (now is null)
            {
                return $"{file.Path} drops the threshold '{name}'.";
            }

            added.Remove(now);
            var (before, after) = (Value(old), Value(now));
            if (lowerIsWorse ? after < before : after > before)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{file.Path} moves the threshold '{name}' from {before} to {after}.");
            }
        }

        return null;
    }

    /// <summary>Words that are thresholds only where coverage is configured.</summary>
    private static IEnumerable<Match> Matches(ChangedFile file, IEnumerable<DiffLine> lines, Regex form)
        => lines.Select(line => form.Match(line.Text))
            .Where(match => match.Success && (!CommonWord().IsMatch(match.Groups["name"].Value) || CoverageFile().IsMatch(file.Path)));

    private static double Value(Match match) => double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<name>fail[-_]under|--cov-fail-under|minimum_coverage|min(?:imum)?[-_]?coverage|coverage[-_]?(?:minimum|min|threshold)|MinimumCoverage|CoverageThreshold|(?:<|/p:|-p:|--)Threshold|coverlet\.threshold|\b(?:branches|functions|lines|statements)\b|<(?:minimum|lineCoverage|branchCoverage|mutationThreshold|coverageThreshold)>|mutationScoreIndicator|minMsi|thresholdBreak|['""]break['""]|\btarget)['""]?\s*[:=> ]\s*['""]?(?<value>[0-9]{1,3}(?:\.[0-9]+)?)\s*%?['""]?\s*(?:[,;}<]|$|--)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Floor();

    [GeneratedRegex(@"(?<name>--max-warnings|maxWarnings|max_warnings|maxErrors|--max-failures|allowed_failures)['""]?\s*[:= ]\s*['""]?(?<value>[0-9]{1,6})\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Ceiling();

    [GeneratedRegex(@"^(?:branches|functions|lines|statements|target|['""]break['""])$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex CommonWord();

    [GeneratedRegex(@"(?:jest|vitest|vite\.|karma|nyc|c8|stryker|codecov|coverage|package\.json$)[^/]*$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex CoverageFile();
}
