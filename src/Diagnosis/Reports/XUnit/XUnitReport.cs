using System.Xml;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.XUnit;

/// <summary>xUnit.net's own XML, versions 1 (<c>assembly</c>) to 3 (<c>assemblies</c>).</summary>
internal sealed class XUnitReport : IXmlReport
{
    public string Kind => "xunit";

    public bool Recognizes(XmlRoot root) => root.Name is "assemblies" or "assembly";

    public void Read(XmlReader reader, IFindingSink sink)
    {
        var tally = new TestTally(Kind, sink);
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "test")
            {
                ReadTest(reader, tally);
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "error")
            {
                ReadError(reader, sink);
            }
            else
            {
                reader.Read();
            }
        }

        tally.Complete();
    }

    private static void ReadTest(XmlReader reader, TestTally tally)
    {
        var line = reader is IXmlLineInfo info ? info.LineNumber : 0;
        var name = reader.GetAttribute("name") ?? string.Empty;
        var owner = reader.GetAttribute("type");
        name = owner is null || name.Contains(owner, StringComparison.Ordinal) ? name : $"{owner}.{name}";
        var result = reader.GetAttribute("result");
        string? message = null, trace = null;
        XmlWalk.Children(reader, r =>
        {
            if (r.LocalName == "message")
            {
                // Read it even where it comes twice: who does not move on never ends.
                var again = XmlWalk.InnerText(r);
                message ??= again;
            }
            else if (r.LocalName == "stack-trace")
            {
                // Read it even where it comes twice: who does not move on never ends.
                var again = XmlWalk.InnerText(r);
                trace ??= again;
            }
            else if (r.LocalName is "output" or "traits" or "warnings" or "attachments")
            {
                r.Skip();
            }
            else
            {
                r.Read();
            }
        });
        switch (result)
        {
            case "Fail":
                tally.Fail(new(name, message, trace, null, null, line));
                break;
            case "Skip" or "NotRun":
                tally.Skip();
                break;
            default:
                tally.Pass(name);
                break;
        }
    }

    /// <summary>A failure outside tests: a fixture that could not be cleaned up, an assembly that did not load.</summary>
    private void ReadError(XmlReader reader, IFindingSink sink)
    {
        var line = reader is IXmlLineInfo info ? info.LineNumber : 0;
        var (name, type) = (reader.GetAttribute("name"), reader.GetAttribute("type"));
        var text = XmlWalk.InnerText(reader).Trim();
        sink.Add(new Draft { Tool = Kind, Category = FindingCategory.Test, Code = type, Message = text.Length > 0 ? text : name ?? "error", LogLine = line });
    }
}
