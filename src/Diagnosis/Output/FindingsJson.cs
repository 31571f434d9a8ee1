using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>Writes a report as one line of JSON, the form that <c>bgagent diagnose --json</c> prints and agents read. Every key is always present.</summary>
public static class FindingsJson
{
    public static string Write(DiagnosisReport report)
    {
        var json = new JsonLine();
        Write(report, json);
        return Encoding.UTF8.GetString(json.Written);
    }

    internal static void Write(DiagnosisReport report, JsonLine json)
    {
        json.Text("{\"input\":"u8, report.Input);
        json.Text(",\"outcome\":"u8, EnumNames.Of(report.Outcome));
        json.Text(",\"cause\":"u8, EnumNames.Of(report.Cause));
        json.Text(",\"verdict\":{\"rule\":"u8, report.Verdict.Rule);
        json.Raw(",\"confidence\":"u8);
        json.Raw(Encoding.ASCII.GetBytes(Math.Round(report.Verdict.Confidence, 2).ToString(CultureInfo.InvariantCulture)));
        json.Raw(",\"evidence\":["u8);
        for (var i = 0; i < report.Verdict.Evidence.Count; i++)
        {
            json.Number(i == 0 ? "{\"logLine\":"u8 : ",{\"logLine\":"u8, report.Verdict.Evidence[i].LogLine);
            json.Text(",\"text\":"u8, report.Verdict.Evidence[i].Text);
            json.Raw("}"u8);
        }

        json.Number("]},\"tests\":{\"run\":"u8, report.Tests.Run);
        json.Number(",\"failed\":"u8, report.Tests.Failed);
        json.Number(",\"skipped\":"u8, report.Tests.Skipped);
        json.Raw("},\"steps\":["u8);
        for (var i = 0; i < report.Steps.Count; i++)
        {
            WriteStep(json, report.Steps[i], i == 0);
        }

        json.Raw("],\"findings\":["u8);
        for (var i = 0; i < report.Findings.Count; i++)
        {
            WriteFinding(json, report.Findings[i], i == 0);
        }

        json.Number("],\"dropped\":"u8, report.Dropped);
        json.Raw("}"u8);
    }

    private static void WriteStep(JsonLine json, LogStep step, bool first)
    {
        json.Text(first ? "{\"name\":"u8 : ",{\"name\":"u8, step.Name);
        json.Number(",\"startLine\":"u8, step.StartLine);
        json.Number(",\"endLine\":"u8, step.EndLine);
        json.Raw(step.Failed ? ",\"failed\":true}"u8 : ",\"failed\":false}"u8);
    }

    private static void WriteFinding(JsonLine json, Finding finding, bool first)
    {
        json.Text(first ? "{\"tool\":"u8 : ",{\"tool\":"u8, finding.Tool);
        json.Text(",\"category\":"u8, EnumNames.Of(finding.Category));
        json.Text(",\"severity\":"u8, EnumNames.Of(finding.Severity));
        json.Text(",\"code\":"u8, finding.Code);
        json.Text(",\"file\":"u8, finding.File);
        json.Number(",\"line\":"u8, finding.Line);
        json.Number(",\"column\":"u8, finding.Column);
        json.Number(",\"endLine\":"u8, finding.EndLine);
        json.Number(",\"endColumn\":"u8, finding.EndColumn);
        json.Text(",\"test\":"u8, finding.Test);
        json.Text(",\"message\":"u8, finding.Message);
        json.Number(",\"logLine\":"u8, finding.LogLine);
        json.Number(",\"rank\":"u8, finding.Rank);
        json.Text(",\"fingerprint\":"u8, finding.Fingerprint);
        if (finding.Source is not null)
        {
            json.Text(",\"source\":"u8, finding.Source);
        }

        json.Text(",\"excerpt\":"u8, finding.Excerpt);
        json.Raw("}"u8);
    }
}
