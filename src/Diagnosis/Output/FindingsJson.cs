using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>Writes a report as one line of JSON, the form that <c>bgagent diagnose --json</c> prints and agents read. Every key is always present.</summary>
public static class FindingsJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write(DiagnosisReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        Write(report, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(DiagnosisReport report, IBufferWriter<byte> target)
    {
        using var json = new Utf8JsonWriter(target, Options);
        json.WriteStartObject();
        json.WriteString("input", report.Input);
        json.WriteString("outcome", report.Outcome.ToKebabCase());
        json.WriteString("cause", report.Cause.ToKebabCase());
        json.WriteStartObject("verdict");
        json.WriteString("rule", report.Verdict.Rule);
        json.WriteNumber("confidence", Math.Round(report.Verdict.Confidence, 2));
        json.WriteStartArray("evidence");
        foreach (var line in report.Verdict.Evidence)
        {
            json.WriteStartObject();
            json.WriteNumber("logLine", line.LogLine);
            json.WriteString("text", line.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("tests");
        WriteNumber(json, "run", report.Tests.Run);
        WriteNumber(json, "failed", report.Tests.Failed);
        WriteNumber(json, "skipped", report.Tests.Skipped);
        json.WriteEndObject();
        WriteSteps(json, report.Steps);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            WriteFinding(json, finding);
        }

        json.WriteEndArray();
        json.WriteNumber("dropped", report.Dropped);
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<LogStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteNumber("startLine", step.StartLine);
            json.WriteNumber("endLine", step.EndLine);
            json.WriteBoolean("failed", step.Failed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("tool", finding.Tool);
        json.WriteString("category", finding.Category.ToKebabCase());
        json.WriteString("severity", finding.Severity.ToKebabCase());
        json.WriteString("code", finding.Code);
        json.WriteString("file", finding.File);
        WriteNumber(json, "line", finding.Line);
        WriteNumber(json, "column", finding.Column);
        WriteNumber(json, "endLine", finding.EndLine);
        WriteNumber(json, "endColumn", finding.EndColumn);
        json.WriteString("test", finding.Test);
        json.WriteString("message", finding.Message);
        WriteNumber(json, "logLine", finding.LogLine);
        json.WriteNumber("rank", finding.Rank);
        json.WriteString("fingerprint", finding.Fingerprint);
        if (finding.Source is not null)
        {
            json.WriteString("source", finding.Source);
        }

        json.WriteString("excerpt", finding.Excerpt);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
