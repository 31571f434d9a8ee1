using System.Text.Json;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.EslintJson;

/// <summary>ESLint's JSON formatter, which Stylelint and others share in part: a list of files with their messages.</summary>
internal sealed class EslintJsonReport : IJsonReport
{
    private const int ErrorLevel = 2;

    public string Kind => "eslint-json";

    public bool Recognizes(JsonElement root)
        => root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root[0].Has("filePath", "messages");

    public void Read(JsonElement root, IFindingSink sink)
    {
        var errors = 0;
        foreach (var file in root.EnumerateArray())
        {
            foreach (var message in file.Items("messages"))
            {
                var isError = message.Number("severity") == ErrorLevel || message.IsTrue("fatal");
                errors += isError ? 1 : 0;
                sink.Add(new Draft
                {
                    Tool = Kind,
                    Category = FindingCategory.Lint,
                    Severity = isError ? FindingSeverity.Error : FindingSeverity.Warning,
                    Code = message.Text("ruleId"),
                    File = file.Text("filePath"),
                    Line = message.Number("line"),
                    Column = message.Number("column"),
                    EndLine = message.Number("endLine"),
                    EndColumn = message.Number("endColumn"),
                    Message = message.Text("message") ?? string.Empty,
                    LogLine = 0,
                });
            }
        }

        sink.Ended(errors > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, 0);
    }
}
