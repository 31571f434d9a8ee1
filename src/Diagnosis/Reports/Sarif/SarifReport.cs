using System.Text.Json;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.Sarif;

/// <summary>SARIF 2.1.0 (OASIS): the results of each run, with the first location of each.</summary>
internal sealed class SarifReport : IJsonReport
{
    public string Kind => "sarif";

    public bool Recognizes(JsonElement root) => root.Has("runs") && (root.Has("version") || root.Text("$schema")?.Contains("sarif", StringComparison.OrdinalIgnoreCase) == true);

    public void Read(JsonElement root, IFindingSink sink)
    {
        var errors = 0;
        foreach (var run in root.Items("runs"))
        {
            foreach (var result in run.Items("results"))
            {
                var kind = result.Text("kind");
                if (kind is "pass" or "notApplicable" or "informational" || result.Items("suppressions").Any())
                {
                    continue;
                }

                var severity = SeverityOf(result.Text("level"));
                errors += severity == FindingSeverity.Error ? 1 : 0;
                sink.Add(ToDraft(result, severity));
            }
        }

        sink.Ended(errors > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, 0);
    }

    private Draft ToDraft(JsonElement result, FindingSeverity severity)
    {
        var location = result.Items("locations").FirstOrDefault();
        var physical = location.ValueKind == JsonValueKind.Object ? location.Member("physicalLocation") : null;
        var region = physical?.Member("region");
        var uri = physical?.Member("artifactLocation")?.Text("uri");
        var message = result.Member("message");
        return new Draft
        {
            Tool = Kind,
            Category = FindingCategory.Lint,
            Severity = severity,
            Code = result.Text("ruleId") ?? result.Member("rule")?.Text("id"),
            File = uri is null ? null : Uri.UnescapeDataString(uri),
            Line = region?.Number("startLine"),
            Column = region?.Number("startColumn"),
            EndLine = region?.Number("endLine"),
            EndColumn = region?.Number("endColumn"),
            Message = message?.Text("text") ?? message?.Text("markdown") ?? message?.Text("id") ?? string.Empty,
            LogLine = 0,
        };
    }

    /// <summary>Without a level the standard says warning.</summary>
    private static FindingSeverity SeverityOf(string? level) => level switch
    {
        "error" => FindingSeverity.Error,
        "note" or "none" => FindingSeverity.Info,
        _ => FindingSeverity.Warning,
    };
}
