using System.Xml;

namespace BackgroundAgent.Diagnosis.Reports.Trx;

/// <summary>One result element.</summary>
internal sealed record TrxResult(string Name, string TestId, string Outcome, string? Message, string? StackTrace, long ReportLine)
{
    private const int MaxText = 40_000;

    /// <summary>Reads the element on which the reader stands and moves behind it.</summary>
    public static TrxResult Read(XmlReader reader)
    {
        var line = reader is IXmlLineInfo info ? info.LineNumber : 0;
        var result = new TrxResult(
            reader.GetAttribute("testName") ?? string.Empty, reader.GetAttribute("testId") ?? string.Empty, reader.GetAttribute("outcome") ?? "Passed", null, null, line);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return result;
        }

        var depth = reader.Depth;
        var inError = false;
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "ErrorInfo")
            {
                inError = true;
                reader.Read();
            }
            else if (inError && reader.NodeType == XmlNodeType.Element && reader.LocalName == "Message")
            {
                result = result with { Message = InnerText(reader) };
            }
            else if (inError && reader.NodeType == XmlNodeType.Element && reader.LocalName == "StackTrace")
            {
                result = result with { StackTrace = InnerText(reader) };
            }
            else
            {
                reader.Read();
            }
        }

        reader.Read();
        return result;
    }

    /// <summary>The text within the element, bounded; the reader moves behind it.</summary>
    public static string InnerText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return string.Empty;
        }

        var text = new System.Text.StringBuilder();
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && text.Length < MaxText)
            {
                text.Append(reader.Value);
            }
        }

        reader.Read();
        return text.ToString();
    }
}
