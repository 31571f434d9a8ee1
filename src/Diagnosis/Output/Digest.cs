using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>A short account of a report for people and agents. Text from the log is fenced as data and bounded.</summary>
public static class Digest
{
    /// <summary>Default bound of a digest in bytes of UTF-8.</summary>
    public const int DefaultMaxLength = 8 * 1024;

    private const int MaxListed = 20;

    public static string ToMarkdown(DiagnosisReport report, int maxLength = DefaultMaxLength)
    {
        var text = new StringBuilder();
        text.Append("**").Append(report.Outcome.ToKebabCase()).Append("**, cause: ").Append(report.Cause.ToKebabCase());
        text.Append(" (rule `").Append(report.Verdict.Rule).Append("`, confidence ").Append(report.Verdict.Confidence.ToString("0.00")).Append(")\n");
        if (report.Tests.Run is not null)
        {
            text.Append($"\nTests: {report.Tests.Run} run, {report.Tests.Failed ?? 0} failed, {report.Tests.Skipped ?? 0} skipped\n");
        }

        var length = Encoding.UTF8.GetByteCount(text.ToString());
        foreach (var finding in report.Findings.Take(MaxListed))
        {
            var part = OfFinding(finding);
            if (length + Encoding.UTF8.GetByteCount(part) > maxLength)
            {
                break;
            }

            text.Append(part);
            length += Encoding.UTF8.GetByteCount(part);
        }

        return Cut(text, maxLength);
    }

    /// <summary>Several checks of a commit, each with what failed; the bound is shared so that none is left out.</summary>
    public static string OfChecks(IReadOnlyList<Classification.FailedCheck> checks, Cause cause, string rule, int maxLength = DefaultMaxLength)
    {
        var text = new StringBuilder($"Cause: **{cause.ToKebabCase()}** (rule `{rule}`)\n");
        var share = (maxLength - text.Length) / Math.Max(1, checks.Count);
        foreach (var check in checks)
        {
            var link = check.Check.Url is { } url && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? $" ([run]({url}))" : string.Empty;
            var head = $"\n### {SafeText.Code(check.Check.Name)}{link}\n";
            if (Encoding.UTF8.GetByteCount(head) + 100 > share)
            {
                text.Append($"\n{checks.Count} checks failed.\n");
                break;
            }

            text.Append(head).Append(check.Report is null ? "No log.\n" : ToMarkdown(check.Report, share - Encoding.UTF8.GetByteCount(head)));
        }

        return Cut(text, maxLength);
    }

    public static string ToText(DiagnosisReport report)
    {
        var text = new StringBuilder();
        text.Append($"{OneLine(report.Input, 400)}: {report.Outcome.ToKebabCase()}, cause {report.Cause.ToKebabCase()} ({report.Verdict.Rule})\n");
        foreach (var f in report.Findings.Take(MaxListed))
        {
            text.Append($"  {f.Rank,3}  {f.Tool,-12} {f.Severity.ToKebabCase(),-8} {OneLine(Place(f), 200),-40} {OneLine(f.Message, 120)}\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>What fits; a character is not cut in two.</summary>
    private static string Cut(StringBuilder text, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return bytes.Length <= maxBytes ? text.ToString() : Encoding.UTF8.GetString(Lines.ByteText.Cut(bytes, maxBytes));
    }

    private static string OfFinding(Finding finding)
    {
        var text = new StringBuilder("\n");
        text.Append($"{finding.Rank}. {finding.Tool} {finding.Severity.ToKebabCase()} {SafeText.Code(finding.Code ?? finding.Test ?? finding.Category.ToKebabCase())}");
        text.Append(Place(finding) is { Length: > 0 } place ? $" at {SafeText.Code(place)}" : string.Empty).Append('\n');
        text.Append(SafeText.Fence(finding.Excerpt ?? finding.Message));
        return text.ToString();
    }

    private static string Place(Finding f) => f.File is null ? f.Test ?? string.Empty : f.Line is null ? f.File : f.Column is null ? $"{f.File}:{f.Line}" : $"{f.File}:{f.Line}:{f.Column}";

    private static string OneLine(string text, int max)
    {
        text = SafeText.Clean(text).ReplaceLineEndings(" ");
        return text.Length > max ? text[..max] : text;
    }
}
