using System.Xml;

namespace BackgroundAgent.Diagnosis.Reports.JUnit;

/// <summary>One testcase element while it is read.</summary>
internal sealed class CaseOfTest
{
    private const int MaxDetails = 40_000;

    private readonly string _name;
    private readonly string? _file;
    private readonly int? _line;
    private readonly long _reportLine;
    private string? _message;
    private string? _details;
    private bool _failed;

    public CaseOfTest(XmlReader reader, string? suite)
    {
        var name = reader.GetAttribute("name") ?? string.Empty;
        var owner = reader.GetAttribute("classname") ?? suite;
        _name = string.IsNullOrWhiteSpace(owner) || name.StartsWith(owner, StringComparison.Ordinal) ? name : $"{owner}.{name}";
        _file = reader.GetAttribute("file");
        _line = int.TryParse(reader.GetAttribute("line"), out var line) && line > 0 ? line : null;
        _reportLine = reader is IXmlLineInfo info ? info.LineNumber : 0;
        Skipped = reader.GetAttribute("status") is "notrun" or "disabled" or "skipped" || reader.GetAttribute("result") is "skipped" or "suppressed";
    }

    public bool Skipped { get; set; }

    public void ReadFailure(XmlReader reader)
    {
        // A failed try that a later one made good is no failure; the element's name says which it is.
        _failed |= reader.LocalName is "failure" or "error";
        var message = reader.GetAttribute("message");
        var type = reader.GetAttribute("type");
        var text = Text(reader);
        _message ??= !string.IsNullOrWhiteSpace(message) ? message : string.IsNullOrWhiteSpace(text) ? type : null;
        _details = _details is null ? text : _details + "\n" + text;
    }

    public void Conclude(TestTally tally)
    {
        if (_failed)
        {
            var place = _file is not null && _line is not null ? null : Engine.StackPlace.Find(_details);
            tally.Fail(new(_name, _message, _details, _line is null && place is not null ? place.File : _file, _line ?? place?.Line, _reportLine));
        }
        else if (Skipped)
        {
            tally.Skip();
        }
        else
        {
            tally.Pass(_name);
        }
    }

    private static string Text(XmlReader reader)
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
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace && text.Length < MaxDetails)
            {
                text.Append(reader.Value);
            }
        }

        reader.Read();
        return text.ToString();
    }
}
