using System.Xml;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.JUnit;

/// <summary>
/// JUnit XML: <c>testsuites</c> or <c>testsuite</c> with <c>testcase</c> elements, in the dialects of Ant, Maven Surefire, Gradle, pytest, jest-junit, gotestsum and others.
/// Source: the schema of Surefire and the files these tools write.
/// </summary>
internal sealed class JUnitReport : IXmlReport
{
    public string Kind => "junit";

    public bool Recognizes(XmlRoot root) => root.Name is "testsuites" or "testsuite";

    public void Read(XmlReader reader, IFindingSink sink)
    {
        var tally = new TestTally(Kind, sink);
        var suites = new Stack<string>();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "testcase")
            {
                ReadCase(reader, suites.Count > 0 ? suites.Peek() : null, tally);
                continue;
            }

            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "testsuite" && !reader.IsEmptyElement)
            {
                suites.Push(reader.GetAttribute("name") ?? string.Empty);
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "testsuite" && suites.Count > 0)
            {
                suites.Pop();
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "system-out" or "system-err" or "properties")
            {
                reader.Skip();
                continue;
            }

            reader.Read();
        }

        tally.Complete();
    }

    /// <summary>Reads one testcase and moves behind it.</summary>
    private static void ReadCase(XmlReader reader, string? suite, TestTally tally)
    {
        var current = new CaseOfTest(reader, suite);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            current.Conclude(tally);
            return;
        }

        var depth = reader.Depth;
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
            }
            else if (reader.LocalName is "failure" or "error" or "rerunFailure" or "rerunError")
            {
                current.ReadFailure(reader);
            }
            else
            {
                current.Skipped |= reader.LocalName is "skipped" or "disabled";
                reader.Skip();
            }
        }

        reader.Read();
        current.Conclude(tally);
    }
}
