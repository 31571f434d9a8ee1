using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>Counts the tests of a report and makes findings of the failed ones.</summary>
internal sealed class TestTally(string tool, IFindingSink sink)
{
    public long Run { get; private set; }

    public long Failed { get; private set; }

    public long Skipped { get; private set; }

    public void Pass(string? name)
    {
        Run++;
        if (sink.WantsPassed)
        {
            sink.AddPassed(name);
        }
    }

    public void Skip()
    {
        Run++;
        Skipped++;
    }

    public void Fail(FailedTest test)
    {
        Run++;
        Failed++;
        var place = test.File is not null ? new CodePlace(test.File, test.Line, null) : StackPlace.Find(test.Details);
        sink.Add(new Draft
        {
            Tool = tool,
            Category = FindingCategory.Test,
            Test = test.Name.Trim(),
            Message = Shorten(test.Message, test.Details, test.Name),
            File = place?.File,
            Line = place?.Line,
            Column = place?.Column,
            LogLine = test.ReportLine,
        });
    }

    /// <summary>Hands the totals over; a report without tests ran 0.</summary>
    public void Complete() => sink.AddTests(Run, Failed, Skipped);

    private static string Shorten(string? message, string? details, string name)
    {
        var text = !string.IsNullOrWhiteSpace(message) ? message : FirstLine(details) ?? name;
        text = text.Trim();
        return text.Length > DiagnosisLimits.MaxMessageBytes ? text[..DiagnosisLimits.MaxMessageBytes] : text;
    }

    private static string? FirstLine(string? text) => text?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0);
}

/// <summary>A failed test as a report has it.</summary>
internal sealed record FailedTest(string Name, string? Message, string? Details, string? File, int? Line, long ReportLine);
