using System.Text;
using System.Text.Json;
using System.Xml;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Reading;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>Finds the format of an XML or JSON input and reads it. What is no known report is handed back to be read as a log.</summary>
internal static class ReportReading
{
    private const string MalformedCode = "malformed-report";
    private const int RootBytes = 64 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        // No document type, so no entities to expand and nothing to fetch.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    public static DiagnosisReport? TryRead(
        InputKind kind, Stream whole, string name, ReaderRegistry registry, CancellationToken cancellationToken, out Stream rest)
        => kind == InputKind.Xml ? TryReadXml(whole, name, registry, out rest) : JsonInput.TryRead(whole, name, registry, cancellationToken, out rest);

    private static DiagnosisReport? TryReadXml(Stream whole, string name, ReaderRegistry registry, out Stream rest)
    {
        var head = new byte[RootBytes];
        var read = whole.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        rest = new PrefixedStream(head.AsMemory(0, read), whole);
        var root = RootOf(head, read);
        if (root is null)
        {
            return head.AsSpan(0, read).IndexOf("<?xml"u8) is >= 0 and < 8
                ? BrokenInput.Report(registry, name, "xml", "The document has no readable root element.")
                : null;
        }

        var format = ReportList.Xml.FirstOrDefault(f => f.Recognizes(root));
        if (format is null)
        {
            return null;
        }

        var gathered = Gathered.Empty(registry);
        try
        {
            var repaired = new RepairedXml(rest);

            // Text, not bytes: the input is UTF-8 by now, whatever the declaration says.
            using var text = new StreamReader(repaired, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
            using var reader = XmlReader.Create(text, Settings);
            reader.MoveToContent();
            format.Read(reader, gathered.Findings);
            if (repaired.Repaired)
            {
                AddMalformed(gathered, format.Kind, "It holds characters that XML does not allow.", FindingSeverity.Warning);
            }
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException or FormatException or OverflowException or ArgumentException or DecoderFallbackException)
        {
            AddMalformed(gathered, format.Kind, e.Message);
        }

        return Conclude(name, format.Kind, gathered, registry);
    }

    private static XmlRoot? RootOf(byte[] head, int length)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(head, 0, length), Encoding.UTF8);
            using var reader = XmlReader.Create(text, Settings);
            if (reader.MoveToContent() != XmlNodeType.Element)
            {
                return null;
            }

            var (local, ns) = (reader.LocalName, reader.NamespaceURI);
            var attributes = new List<string>();
            while (reader.MoveToNextAttribute())
            {
                attributes.Add(reader.LocalName);
            }

            return new(local, ns, attributes);
        }
        catch (Exception e) when (e is XmlException or ArgumentException or DecoderFallbackException)
        {
            return null;
        }
    }

    internal static DiagnosisReport? ReadJson(JsonElement root, string name, ReaderRegistry registry)
    {
        var format = ReportList.Json.FirstOrDefault(f => f.Recognizes(root));
        if (format is null)
        {
            return null;
        }

        var gathered = Gathered.Empty(registry);
        try
        {
            format.Read(root, gathered.Findings);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            AddMalformed(gathered, format.Kind, e.Message);
        }

        return Conclude(name, format.Kind, gathered, registry);
    }

    private static void AddMalformed(Gathered gathered, string kind, string message, FindingSeverity severity = FindingSeverity.Error) => gathered.Findings.Add(new Draft
    {
        Tool = kind,
        Category = FindingCategory.Generic,
        Severity = severity,
        Code = MalformedCode,
        Message = $"The report is broken: {message}",
        LogLine = 0,
    });

    private static DiagnosisReport Conclude(string name, string kind, Gathered gathered, ReaderRegistry registry)
    {
        var broken = gathered.Findings.Entries.Any(e => e.Draft.Code == MalformedCode);
        if (!broken && gathered.Findings.Tests is { Run: not null, Failed: 0 or null })
        {
            gathered.Findings.Ended(LogOutcome.Passed, EndOf.Tool, 0);
        }

        return ReportAssembly.Assemble(name, kind, gathered, registry);
    }
}
