using System.Globalization;
using System.Xml;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.Cobertura;

/// <summary>Cobertura coverage. Its rates are given as findings of severity info, for the guard that compares them with the base commit's.</summary>
internal sealed class CoberturaReport : IXmlReport
{
    public string Kind => "cobertura";

    public bool Recognizes(XmlRoot root) => root.Name == "coverage" && root.Attributes.Contains("line-rate");

    public void Read(XmlReader reader, IFindingSink sink)
    {
        Add(reader, sink, "line-rate");
        Add(reader, sink, "branch-rate");

        // Read to the end even where the root counts, so that a truncated report is told from a whole one.
        var counted = Counted(reader);
        var lines = CountLines(reader);
        sink.AddCoverage(counted ?? lines);
        sink.Ended(LogOutcome.Passed, EndOf.Tool, 0);
    }

    /// <summary>Null where the root element has only rates, as older tools wrote it.</summary>
    private static LineCoverage? Counted(XmlReader reader)
        => long.TryParse(reader.GetAttribute("lines-covered"), NumberStyles.None, CultureInfo.InvariantCulture, out var covered)
           && long.TryParse(reader.GetAttribute("lines-valid"), NumberStyles.None, CultureInfo.InvariantCulture, out var valid)
            ? new(covered, valid)
            : null;

    /// <summary>Lines of classes. Those of methods are among them again.</summary>
    private static LineCoverage CountLines(XmlReader reader)
    {
        long covered = 0, valid = 0;
        var methods = 0;
        while (reader.Read())
        {
            if (reader.LocalName == "methods" && !reader.IsEmptyElement)
            {
                methods += reader.NodeType == XmlNodeType.Element ? 1 : reader.NodeType == XmlNodeType.EndElement ? -1 : 0;
            }
            else if (methods == 0 && reader is { NodeType: XmlNodeType.Element, LocalName: "line" } && reader.GetAttribute("hits") is { } hits)
            {
                valid++;
                covered += hits.AsSpan().ContainsAnyExcept('0') ? 1 : 0;
            }
        }

        return new(covered, valid);
    }

    private void Add(XmlReader reader, IFindingSink sink, string attribute)
    {
        if (double.TryParse(reader.GetAttribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var rate))
        {
            sink.Add(new Draft
            {
                Tool = Kind,
                Category = FindingCategory.Test,
                Severity = FindingSeverity.Info,
                Code = attribute,
                Message = string.Create(CultureInfo.InvariantCulture, $"{attribute} {rate:0.####}"),
                LogLine = reader is IXmlLineInfo info ? info.LineNumber : 0,
            });
        }
    }
}
