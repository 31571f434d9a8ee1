using System.Xml;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.Checkstyle;

/// <summary>Checkstyle XML, which many linters write: <c>checkstyle</c>, <c>file</c>, <c>error</c>.</summary>
internal sealed class CheckstyleReport : IXmlReport
{
    public string Kind => "checkstyle";

    public bool Recognizes(XmlRoot root) => root.Name == "checkstyle";

    public void Read(XmlReader reader, IFindingSink sink)
    {
        string? file = null;
        var errors = 0;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == "file")
            {
                file = reader.GetAttribute("name");
            }
            else if (reader.LocalName == "error")
            {
                var severity = reader.GetAttribute("severity") switch { "warning" => FindingSeverity.Warning, "info" or "ignore" => FindingSeverity.Info, _ => FindingSeverity.Error };
                errors += severity == FindingSeverity.Error ? 1 : 0;
                sink.Add(new Draft
                {
                    Tool = Kind,
                    Category = FindingCategory.Lint,
                    Severity = severity,
                    Code = reader.GetAttribute("source"),
                    File = file,
                    Line = reader.Int("line"),
                    Column = reader.Int("column"),
                    Message = reader.GetAttribute("message") ?? string.Empty,
                    LogLine = reader is IXmlLineInfo info ? info.LineNumber : 0,
                });
            }
        }

        sink.Ended(errors > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, 0);
    }
}
