using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// Takes a line of an unknown tool apart: what stands before the place (a tool's name, a severity, or the message itself), the place, a severity and a code behind it, the message.
/// </summary>
internal ref struct DiagnosticLine
{
    private static readonly byte[][] Prepositions = [.. new[] { " at", " in", " from", " on", " near", " see" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    private PlaceText _place;

    public ReadOnlySpan<byte> Message { get; private set; }

    public FindingSeverity? Severity { get; private set; }

    public string? Code { get; private set; }

    /// <summary>"note:", "help:" and their like explain the diagnostic above them.</summary>
    public bool IsRemark { get; private set; }

    public readonly bool HasColumn => _place.Column is not null;

    /// <summary>In the form <c>file:1:2: text</c>, a column and a colon behind it.</summary>
    public bool IsCanonical { get; private set; }

    public static bool TryParse(ReadOnlySpan<byte> text, out DiagnosticLine line)
    {
        line = default;
        text = WithoutTask(text.TrimBlanks());
        if (!PlaceText.TryFind(text, out line._place) || IsContext(text))
        {
            return false;
        }

        var lead = text[..line._place.Start].TrimEnd(" ,:[(\"'@-"u8).TrimBlanks();
        var trail = text[line._place.End..];
        if (!trail.IsEmpty && (ByteText.IsWord(trail[0]) || trail.StartsWith(":in `"u8) || trail.StartsWith(":in '"u8)))
        {
            return false;
        }

        if (line._place.ByWord && trail.EndsWith("'"u8) && trail.TrimStart(": "u8).StartsWith("`"u8))
        {
            // A shell quotes the line of the syntax error that it told one line above.
            return false;
        }

        line.IsCanonical = line.HasColumn && trail.StartsWith(": "u8);
        var told = line._place.ByWord && lead.EndsWith(" at"u8) && !trail.StartsWith(":"u8);
        trail = trail.TrimStart(" \t:,.;-)]|"u8);
        var leadSeverity = LeadSeverity(lead, out var leadIsLabel, out var label);
        leadIsLabel |= line._place.ByWord && lead.Length < 40 && text[..line._place.Start].TrimEndBlanks().EndsWith(":"u8);
        var mid = !leadIsLabel && leadSeverity is not null && (lead.EndsWith(" at"u8) || lead.EndsWith(" in"u8));
        if (told || mid || (!leadIsLabel && trail.IsEmpty))
        {
            return line.TakeLead(lead, leadSeverity);
        }

        line.Severity = leadSeverity;
        if (leadSeverity is null && IsScope(trail))
        {
            return leadIsLabel;
        }

        line.TakeTrail(trail);
        line.Code ??= CodeText.OfLabel(label);
        return leadIsLabel;
    }

    public static bool TryPlace(ReadOnlySpan<byte> text, out PlaceText place) => PlaceText.TryFind(text, out place) && place.Start == 0;

    public readonly Draft ToDraft(string tool, long logLine) => new()
    {
        Tool = tool,
        Category = FindingCategory.Generic,
        Severity = Severity ?? FindingSeverity.Error,
        Code = Code,
        File = _place.File.Decode(),
        Line = _place.Line,
        Column = _place.Column,
        EndLine = _place.EndLine,
        EndColumn = _place.EndColumn,
        Message = Message.Decode(),
        LogLine = logLine,

        // A bare "file:1: text" may be a log message; a severity, or a column with a code, makes it a diagnostic.
        Role = Severity is not null || (Code is not null && HasColumn) ? Role.Failure : Role.Hint,
    };

    /// <summary>"error: text, at file:1:2": the message came first.</summary>
    private bool TakeLead(ReadOnlySpan<byte> lead, FindingSeverity? severity)
    {
        var told = lead.EndsWith(" at"u8) && _place.ByWord;
        foreach (var word in Prepositions)
        {
            lead = lead.EndsWith(word) ? lead[..^word.Length].TrimEnd(", "u8) : lead;
        }

        Severity = severity;
        Message = lead;
        return lead.Length > 3 && (severity is not null || told);
    }

    private void TakeTrail(ReadOnlySpan<byte> trail)
    {
        var bracketed = trail.Length > 0 && trail[0] is (byte)'[' or (byte)'(';
        var word = bracketed ? trail[1..] : trail;
        var length = SeverityWord.LengthAt(word);
        if (length > 0 && (length == word.Length || word[length] is (byte)':' or (byte)' ' or (byte)']' or (byte)')' or (byte)'[' or (byte)'(' or (byte)',' or (byte)'-' or (byte)'\t'))
        {
            Severity = SeverityWord.Of(word);
            IsRemark = word.StartsWithFolded("note"u8) || word.StartsWithFolded("help"u8);
            var rest = word[length..].TrimStart(bracketed ? ")]"u8 : " "u8);
            if (rest.StartsWith(", "u8) && rest.TryCut(": "u8, out var name, out var told) && name.Length is > 4 and < 60 && name[2..].IndexOf((byte)' ') < 0)
            {
                Code = name[2..].Decode();
                Message = told.TrimBlanks();
                return;
            }

            var tag = rest.TrimStart(" :,-"u8);
            Code = CodeText.AtHead(tag) ?? CodeText.AtTail(tag) ?? CodeText.RuleAtHead(tag);

            // A word or two say little without their severity: "Suggestion: Use map".
            Message = tag.Length is > 0 and < 10 ? trail : tag;

            // Only a code behind the severity: the text is below.
            Message = Code is not null && tag.Length == Code.Length + 2 && tag[0] == '[' ? default : Message;
            return;
        }

        if (trail.Length > 3 && trail[1] == ':' && trail[2] == ' ' && LetterSeverity(trail[0]) is { } letter)
        {
            Severity ??= letter;
            trail = trail[3..];
        }

        trail = TakeSeverityAtTail(trail);
        Code = CodeText.AtHead(trail) ?? CodeText.AtTail(trail);
        if (Code is not null && Severity is null && CodeText.SeverityOf(Code) is { } severity)
        {
            Severity = severity;
        }

        Message = trail;
    }

    /// <summary><c>text (rule) [error]</c>.</summary>
    private ReadOnlySpan<byte> TakeSeverityAtTail(ReadOnlySpan<byte> text)
    {
        var open = text.EndsWith("]"u8) ? text.LastIndexOf((byte)'[') : -1;
        var length = open > 3 ? SeverityWord.LengthAt(text[(open + 1)..]) : 0;
        if (length == 0 || open + length + 2 != text.Length)
        {
            return text;
        }

        Severity = SeverityWord.Of(text[(open + 1)..]);
        return text[..open].TrimEndBlanks();
    }

    /// <summary>The severity that stands before a place, and whether what stands there is only labels, not a message.</summary>
    private static FindingSeverity? LeadSeverity(ReadOnlySpan<byte> lead, out bool isLabel, out ReadOnlySpan<byte> label)
    {
        var text = lead.TrimStart("[(*>%# "u8);
        if (SeverityWord.LengthAt(text) == 0 && text.TryCut(": "u8, out var tool, out var behind) && IsLabel(tool) && SeverityWord.LengthAt(behind) > 0)
        {
            text = behind;
        }

        var length = SeverityWord.LengthAt(text);
        FindingSeverity? severity = length > 0 ? SeverityWord.Of(text) : lead.Length is 1 or 2 && LetterSeverity(lead[0]) is { } letter ? letter : null;
        if (severity is null && lead.Length > 3 && lead[^1] == ')' && lead[^3] == '(')
        {
            severity = LetterSeverity(lead[^2]);
        }

        var rest = length > 0 ? text[length..].Trim(" :])-,"u8) : lead;
        rest = length > 0 && rest.EndsWith(" in"u8) ? rest[..^3] : rest;
        isLabel = rest.IsEmpty || IsLabel(rest);
        label = rest;
        return severity;
    }

    /// <summary>"at module level:", "in function f:" name where the text below belongs.</summary>
    private static bool IsScope(ReadOnlySpan<byte> trail)
        => trail.EndsWith(":"u8) && trail.Length < 200 && (trail.StartsWith("at "u8) || trail.StartsWith("in "u8));

    /// <summary>Ant names the task before each line it passes on: <c>[exec]</c>, <c>[compc]</c>.</summary>
    public static ReadOnlySpan<byte> WithoutTask(ReadOnlySpan<byte> text)
        => text.Length > 3 && text[0] == '[' && text[1] is >= (byte)'a' and <= (byte)'z' && text.IndexOf("] "u8) is var close and > 0 and < 20 ? text[(close + 2)..].TrimBlanks() : text;

    /// <summary>Lines that lead to a diagnostic and are none.</summary>
    private static bool IsContext(ReadOnlySpan<byte> text)
        => text.StartsWith("In file included from"u8) || text.StartsWith("Included at"u8) || text.StartsWith("from "u8) || text.StartsWith("inlined from"u8) || text.StartsWith("In function"u8)
            || text.StartsWith("File \""u8) || (text.Length > 3 && text[0] == '#' && ByteText.IsDigit(text[1])) || text.StartsWith("at "u8) || text.Has("instantiated from"u8) || text.Has("required from"u8) || text.Has("› "u8);

    /// <summary>"[exec]", "vet:", "%%", "--", "tool:(W)", "in", "at".</summary>
    private static bool IsLabel(ReadOnlySpan<byte> text)
        => text.Length < 40 && (text.IndexOf((byte)' ') < 0 || text[0] == '[') && (text.IndexOfAnyExcept("%*->+#"u8) < 0 || !text.Has("="u8));

    private static FindingSeverity? LetterSeverity(byte letter) => letter switch
    {
        (byte)'E' or (byte)'F' => FindingSeverity.Error,
        (byte)'W' => FindingSeverity.Warning,
        (byte)'C' or (byte)'R' or (byte)'N' or (byte)'I' => FindingSeverity.Info,
        _ => null,
    };
}
