using System.Runtime.CompilerServices;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>
/// Reads what real tools printed (<c>Fixtures/&lt;tool&gt;/&lt;case&gt;/input*</c>) and compares with the <c>expected.txt</c> beside it.
/// With ACCEPT_FIXTURES=1 the expectation is written instead; read the difference before committing it.
/// </summary>
public sealed class FixtureTests
{
    private static readonly LogDiagnosis Diagnosis = new();

    public static string Root([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");

    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateDirectories(Root())
            .SelectMany(Directory.EnumerateDirectories)
            .Select(d => Path.GetRelativePath(Root(), d).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Diagnose_OutputOfRealTool_FindsWhatIsExpected(string name)
    {
        var folder = Path.Combine(Root(), name);
        var input = Assert.Single(Directory.EnumerateFiles(folder, "input*"));
        using var stream = File.OpenRead(input);
        var actual = Describe(Diagnosis.Diagnose(stream, name, TestContext.Current.CancellationToken));
        var expected = Path.Combine(folder, "expected.txt");
        if (Environment.GetEnvironmentVariable("ACCEPT_FIXTURES") == "1")
        {
            File.WriteAllText(expected, actual);
        }

        Assert.Equal(File.ReadAllText(expected), actual);
    }

    /// <summary>One line a finding: rank, tool, category, severity, code, place, test, log line, message.</summary>
    public static string Describe(DiagnosisReport report)
    {
        var text = new StringBuilder();
        text.Append($"kind {report.Kind}\noutcome {report.Outcome.ToKebabCase()}\ncause {report.Cause.ToKebabCase()}\n");
        text.Append($"tests run={report.Tests.Run} failed={report.Tests.Failed} skipped={report.Tests.Skipped}\n");
        text.Append(report.Coverage is { } coverage ? $"coverage {coverage.Covered}/{coverage.Valid}\n" : "");
        foreach (var step in report.Steps)
        {
            text.Append($"step {step.StartLine}-{step.EndLine} {(step.Failed ? "failed" : "ok")} {step.Name}\n");
        }

        foreach (var f in report.Findings)
        {
            text.Append($"{f.Rank} {f.Tool} {f.Category.ToKebabCase()} {f.Severity.ToKebabCase()} code={f.Code} at={Place(f)} test={f.Test} log={f.LogLine} | {OneLine(f.Message)}\n");
        }

        return text.ToString();
    }

    private static string Place(Finding f) => $"{f.File}:{f.Line}:{f.Column}{(f.EndLine is null && f.EndColumn is null ? "" : $"-{f.EndLine}:{f.EndColumn}")}";

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings("\\n");
        return line.Length > 300 ? line[..300] + "…" : line;
    }
}
