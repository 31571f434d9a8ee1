using System.Text;
using System.Xml;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>Steps through an element without building a tree.</summary>
internal static class XmlWalk
{
    private const int MaxText = 40_000;

    /// <summary>Calls for every element below the current one and ends behind it. The action must move the reader on: read, skip, or take its text.</summary>
    public static void Children(XmlReader reader, Action<XmlReader> onElement)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        var depth = reader.Depth;
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                onElement(reader);
            }
            else
            {
                reader.Read();
            }
        }

        reader.Read();
    }

    /// <summary>The text within the element, bounded; the reader moves behind it.</summary>
    public static string InnerText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return string.Empty;
        }

        var text = new StringBuilder();
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace && text.Length < MaxText)
            {
                text.Append(reader.Value.Length > MaxText ? reader.Value[..MaxText] : reader.Value);
            }
        }

        reader.Read();
        return text.ToString();
    }

    /// <summary>A whole number of an attribute, or null.</summary>
    public static int? Int(this XmlReader reader, string attribute) => int.TryParse(reader.GetAttribute(attribute), out var value) ? value : null;
}
