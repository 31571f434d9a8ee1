using System.Xml;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>Reads one XML report format, streaming.</summary>
internal interface IXmlReport
{
    /// <summary>Lower-case name of the format.</summary>
    string Kind { get; }

    /// <summary>Whether the root element is this format's.</summary>
    bool Recognizes(XmlRoot root);

    /// <summary>Reads from the root element, on which the reader stands, to the end. May throw <see cref="XmlException"/>: the report is then malformed.</summary>
    void Read(XmlReader reader, IFindingSink sink);
}

/// <summary>What the start of an XML document shows.</summary>
/// <param name="Name">Local name of the root element.</param>
/// <param name="Namespace">Its namespace, or empty.</param>
/// <param name="Attributes">Names of its attributes.</param>
internal sealed record XmlRoot(string Name, string Namespace, IReadOnlyList<string> Attributes);
