using System.Xml;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.NUnit;

/// <summary>NUnit 2 (<c>test-results</c>) and NUnit 3 (<c>test-run</c>, or a bare <c>test-suite</c>).</summary>
internal sealed class NUnitReport : IXmlReport
{
    public string Kind => "nunit";

    public bool Recognizes(XmlRoot root) => root.Name is "test-run" or "test-results" or "test-suite";

    public void Read(XmlReader reader, IFindingSink sink)
    {
        var tally = new TestTally(Kind, sink);
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "test-case")
            {
                ReadCase(reader, tally);
            }
            else
            {
                reader.Read();
            }
        }

        tally.Complete();
    }

    private static void ReadCase(XmlReader reader, TestTally tally)
    {
        var line = reader is IXmlLineInfo info ? info.LineNumber : 0;
        var name = reader.GetAttribute("fullname") ?? reader.GetAttribute("name") ?? string.Empty;
        var result = reader.GetAttribute("result");
        var executed = reader.GetAttribute("executed");
        var success = reader.GetAttribute("success");
        string? message = null, trace = null;
        var failure = false;
        XmlWalk.Children(reader, r =>
        {
            switch (r.LocalName)
            {
                case "failure":
                    failure = true;
                    r.Read();
                    return;
                case "message" when failure && message is null:
                    message = XmlWalk.InnerText(r);
                    return;
                case "stack-trace" when failure && trace is null:
                    trace = XmlWalk.InnerText(r);
                    return;
                case "reason" or "output" or "properties" or "attachments":
                    r.Skip();
                    return;
                default:
                    r.Read();
                    return;
            }
        });
        if (result is "Failed" or "Failure" or "Error" || (failure && result is null) || string.Equals(success, "False", StringComparison.OrdinalIgnoreCase))
        {
            tally.Fail(new(name, message, trace, null, null, line));
        }
        else if (result is "Skipped" or "Ignored" or "NotRunnable" or "Inconclusive" || string.Equals(executed, "False", StringComparison.OrdinalIgnoreCase))
        {
            tally.Skip();
        }
        else
        {
            tally.Pass(name);
        }
    }
}
