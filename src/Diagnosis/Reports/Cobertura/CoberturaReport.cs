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

        // Read to the end, so that a truncated report is told from a whole one.
        while (reader.Read())
        {
        }

        sink.Ended(LogOutcome.Passed, EndOf.Tool, 0);
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
