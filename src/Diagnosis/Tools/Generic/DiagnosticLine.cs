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

    /// <summary>In the form <c>"file",12  text</c>.</summary>
    public readonly bool IsQuoted => _place.IsQuoted;

    public readonly bool HasColumn => _place.Column is not null;

    /// <summary>In the form <c>file:1:2: text</c>, a column and a colon behind it.</summary>
    public bool IsCanonical { get; private set; }

    public static bool TryParse(ReadOnlySpan<byte> text, out DiagnosticLine line)
    {
        line = default;
        text = LastOfChain(WithoutTask(text.TrimBlanks()));
        if (!PlaceText.TryFind(text, out line._place) || IsContext(text))
        {
            return false;
        }

        var lead = BoxText.TrimEnd(text[..line._place.Start].TrimEnd(" ,:[(\"'@-"u8)).TrimBlanks();
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
        var told = IsTold(line._place, lead, trail);
        var explained = trail.StartsWith(":"u8) && trail.Length > 4;
        trail = trail.TrimStart(" \t:,.;-)]|"u8);
        var leadSeverity = LeadSeverity(lead, out var leadIsLabel, out var label);
        leadIsLabel |= line._place.ByWord && lead.Length < 40 && text[..line._place.Start].TrimEndBlanks().EndsWith(":"u8);
        var mid = !leadIsLabel && leadSeverity is not null && (lead.EndsWith(" at"u8) || lead.EndsWith(" in"u8));
        if (told || (mid && !explained) || (!leadIsLabel && trail.IsEmpty))
        {
            return line.TakeLead(lead, trail, leadSeverity);
        }

        leadIsLabel |= mid;

        line.Severity = leadSeverity;
        if (leadSeverity is null && IsScope(trail))
        {
            return leadIsLabel;
        }

        line.TakeTrail(trail);
        if (line is { Severity: null, Code: null } && text[line._place.End..].StartsWith(" "u8) && !line._place.HasName)
        {
            // Without an extension, a colon and a severity it is prose about a path.
            return false;
        }

        line.Code = CodeText.OfLabel(label) ?? line.Code;
        return leadIsLabel;
    }

    /// <summary>"text at file line 3", "text in file line 3 (more)": the message stands before the place.</summary>
    private static bool IsTold(in PlaceText place, ReadOnlySpan<byte> lead, ReadOnlySpan<byte> trail)
        => place.ByWord && !trail.StartsWith(":"u8) && (lead.EndsWith(" at"u8) || (lead.EndsWith(" in"u8) && (trail.IsEmpty || trail.StartsWith(" ("u8))));

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
    private bool TakeLead(ReadOnlySpan<byte> lead, ReadOnlySpan<byte> trail, FindingSeverity? severity)
    {
        var told = IsTold(_place, lead, default);
        foreach (var word in Prepositions)
        {
            lead = lead.EndsWith(word) ? lead[..^word.Length].TrimEnd(", "u8) : lead;
        }

        var length = SeverityWord.LengthAt(lead);
        var behind = length > 0 && lead[length..].StartsWith(": "u8) ? lead[(length + 2)..].TrimBlanks() : lead;
        Severity = severity;
        Code = CodeText.AtHead(behind) ?? CodeText.AtTail(behind);
        Message = trail.StartsWith("("u8) && told ? behind : behind.Length > 3 ? behind : lead;

        // "FC002: text: file:12" ends with its place.
        var coded = Code is not null && trail.IsEmpty && CodeText.IsNumbered(lead[..Math.Max(lead.IndexOf((byte)':'), 0)]);
        return lead.Length > 3 && (severity is not null || told || coded);
    }

    private void TakeTrail(ReadOnlySpan<byte> trail)
    {
        if (TakeRuler(trail))
        {
            return;
        }

        var bracketed = trail.Length > 0 && trail[0] is (byte)'[' or (byte)'(';
        var word = bracketed ? trail[1..] : WithoutSubcategory(trail);
        var length = SeverityWord.LengthAt(word);
        if (length > 0 && (length == word.Length || word[length] is (byte)':' or (byte)' ' or (byte)']' or (byte)')' or (byte)'[' or (byte)'(' or (byte)',' or (byte)'-' or (byte)'\t'))
        {
            TakeSeverity(trail, word, length, bracketed);
            return;
        }

        trail = TakeLetter(trail);
        trail = TakeSeverityAtTail(trail);
        Code ??= CodeText.AtHead(trail) ?? CodeText.AtTail(trail) ?? CodeText.AfterDash(trail) ?? (Severity is not null && CodeText.IsOnlyRule(trail) ? trail.Decode() : null);
        if (Code is not null && Severity is null && CodeText.SeverityOf(Code) is { } severity)
        {
            Severity = severity;
        }

        Message = trail;
    }

    /// <summary>A severity behind the place, with what follows it.</summary>
    private void TakeSeverity(ReadOnlySpan<byte> trail, ReadOnlySpan<byte> word, int length, bool bracketed)
    {
        Severity = SeverityWord.Of(word);
        IsRemark = word.StartsWithFolded("note"u8) || word.StartsWithFolded("help"u8);
        if (word.StartsWithFolded("syntax error"u8))
        {
            Message = trail;
            return;
        }

        var rest = word[length..].TrimStart(bracketed ? ")]"u8 : " "u8);
        if (rest.StartsWith(", "u8) && rest.TryCut(": "u8, out var name, out var told) && name.Length is > 4 and < 60 && name[2..].IndexOf((byte)' ') < 0)
        {
            Code = name[2..].Decode();
            Message = told.TrimBlanks();
            return;
        }

        // "Warning 302: text" numbers its messages.
        var digits = rest.Length > 2 && word[length..].StartsWith(" "u8) ? CodeText.NumberLength(rest, bare: true) : 0;
        var tag = rest.TrimStart(" :,-"u8);
        Code = digits > 0 ? rest[..digits].TrimStart("#"u8).Decode() : CodeText.AtHead(tag) ?? CodeText.AtTail(tag) ?? CodeText.RuleAtHead(tag) ?? CodeText.AfterDash(tag);

        // A word or two say little without their severity: "Suggestion: Use map".
        Message = tag.Length is > 0 and < 10 ? trail : tag;

        // Only a code behind the severity: the text is below.
        Message = Code is not null && tag.Length == Code.Length + 2 && tag[0] == '[' ? default : Message;
    }

    /// <summary><c>W: text</c>, <c>[W] text</c>, <c>W 0204 text</c>: a letter for the severity, and what is left.</summary>
    private ReadOnlySpan<byte> TakeLetter(ReadOnlySpan<byte> trail)
    {
        if (trail.Length < 4)
        {
            return trail;
        }

        var open = trail[0] == '[';
        var letter = LetterSeverity(trail[open ? 1 : 0]);
        var rest = open ? trail[2] == ']' ? trail[3..] : default : trail[1] == ':' && trail[2] == ' ' ? trail[3..] : trail[1] == ' ' && ByteText.IsDigit(trail[2]) ? trail[2..] : default;
        if (letter is null || rest.IsEmpty)
        {
            return trail;
        }

        Severity ??= letter;
        rest = rest.TrimBlanks();
        var number = rest;
        if (number.TryTakeInt(out _) && rest.Length - number.Length is 3 or 4 && number.StartsWith(" "u8))
        {
            Code = rest[..^number.Length].Decode();
        }

        return rest;
    }

    /// <summary><c>lint/rule  FIXABLE  ━━━</c>: the head of a diagnostic, drawn across the terminal; its text is below.</summary>
    private bool TakeRuler(ReadOnlySpan<byte> trail)
    {
        var head = BoxText.TrimEnd(trail).TrimEndBlanks();
        if (head.Length == trail.Length)
        {
            return false;
        }

        var blank = head.IndexOf((byte)' ');
        head = blank > 0 ? head[..blank] : head;
        Code = head.IndexOf((byte)'/') > 0 ? head.Decode(100) : null;
        return true;
    }

    /// <summary><c>parser error : text</c>, <c>Performance Warning: text</c>: one word before the severity.</summary>
    private static ReadOnlySpan<byte> WithoutSubcategory(ReadOnlySpan<byte> trail)
    {
        var blank = trail.IndexOf((byte)' ');
        if (blank is < 3 or > 20 || SeverityWord.LengthAt(trail) > 0 || trail[..blank].IndexOfAnyExceptInRange((byte)'A', (byte)'z') >= 0)
        {
            return trail;
        }

        var rest = trail[(blank + 1)..];
        var length = SeverityWord.LengthAt(rest);
        return length > 0 && (rest[length..].StartsWith(": "u8) || rest[length..].StartsWith(" : "u8)) ? rest : trail;
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
        if (SeverityWord.LengthAt(text) == 0 && text.TryCut(": "u8, out var tool, out var behind) && IsLabel(tool) && SeverityWord.LengthAt(behind.TrimStart("["u8)) > 0)
        {
            text = behind.TrimStart("["u8);
        }

        var length = SeverityWord.LengthAt(text);
        FindingSeverity? severity = length > 0 ? SeverityWord.Of(text) : lead.Length is 1 or 2 && LetterSeverity(lead[0]) is { } letter ? letter : null;
        if (severity is null && lead.Length is > 6 and < 60 && lead.StartsWith("** ("u8) && lead[^1] == ')')
        {
            // Elixir: "** (CompileError) file:12: text".
            isLabel = true;
            label = lead[4..^1];
            return FindingSeverity.Error;
        }

        if (severity is null && lead.Length > 3 && lead[^1] == ')' && lead[^3] == '(')
        {
            severity = LetterSeverity(lead[^2]);
        }

        var rest = length > 0 ? text[length..].TrimStart(" :])-,"u8).TrimEnd(" :-,"u8) : lead;
        rest = length > 0 && rest.EndsWith(" in"u8) ? rest[..^3] : rest;
        label = rest;
        isLabel = rest.IsEmpty || IsLabel(rest) || IsNumberedTool(rest, ref label, ref severity);
        return severity;
    }

    /// <summary><c>ctc E208</c>, <c>xmvlog: *E,UNDIDN</c>: a tool, and the code of its message.</summary>
    private static bool IsNumberedTool(ReadOnlySpan<byte> text, ref ReadOnlySpan<byte> label, ref FindingSeverity? severity)
    {
        var blank = text.IndexOf((byte)' ');
        var code = blank is > 1 and < 16 ? text[(blank + 1)..] : default;
        if (code.StartsWith("*"u8) && code.Length > 4 && code[2] == ',' && code.IndexOf((byte)' ') < 0)
        {
            severity = LetterSeverity(code[1]);
            label = code[3..];
            return true;
        }

        if (!CodeText.IsNumbered(code) || text[..blank].IndexOfAny("./\\"u8) >= 0)
        {
            return false;
        }

        severity ??= LetterSeverity(code[0]);
        label = code;
        return true;
    }

    /// <summary>"at module level:", "in function f:" name where the text below belongs.</summary>
    private static bool IsScope(ReadOnlySpan<byte> trail)
        => trail.EndsWith(":"u8) && trail.Length < 200 && (trail.StartsWith("at "u8) || trail.StartsWith("in "u8));

    /// <summary>Ant names the task before each line it passes on: <c>[exec]</c>, <c>[compc]</c>.</summary>
    public static ReadOnlySpan<byte> WithoutTask(ReadOnlySpan<byte> text)
        => text.Length > 3 && text[0] == '[' && text[1] is >= (byte)'a' and <= (byte)'z' && text.IndexOf("] "u8) is var close and > 0 and < 20 && text[..close].IndexOfAny(":./"u8) < 0
            ? text[(close + 2)..].TrimBlanks()
            : text;

    /// <summary><c>[a.c:3] -> [a.c:9]: (error) text</c>: the last place is where it happens.</summary>
    private static ReadOnlySpan<byte> LastOfChain(ReadOnlySpan<byte> text)
        => text.Length > 8 && text[0] == '[' && text.LastIndexOf("] -> ["u8) is var at and > 0 ? text[(at + 5)..] : text;

    /// <summary>Lines that lead to a diagnostic and are none.</summary>
    private static bool IsContext(ReadOnlySpan<byte> text)
        => text.StartsWith("In file included from"u8) || text.StartsWith("Included at"u8) || text.StartsWith("from "u8) || text.StartsWith("inlined from"u8) || text.StartsWith("In function"u8)
            || text.StartsWith("File \""u8) || (text.Length > 3 && text[0] == '#' && ByteText.IsDigit(text[1])) || text.StartsWith("at "u8) || text.Has("instantiated from"u8) || text.Has("required from"u8) || text.Has("› "u8);

    /// <summary>"[exec]", "vet:", "%%", "--", "tool:(W)", "in", "at".</summary>
    private static bool IsLabel(ReadOnlySpan<byte> text)
        => text.Length < 40 && (text.IndexOf((byte)' ') < 0 || (text[0] == '[' && (text.IndexOf("] "u8) is var close && (close < 0 || text[(close + 2)..].IndexOf((byte)' ') < 0)))) && (text.IndexOfAnyExcept("%*->+#"u8) < 0 || !text.Has("="u8));

    private static FindingSeverity? LetterSeverity(byte letter) => letter switch
    {
        (byte)'E' or (byte)'F' => FindingSeverity.Error,
        (byte)'W' => FindingSeverity.Warning,
        (byte)'C' or (byte)'R' or (byte)'N' or (byte)'I' => FindingSeverity.Info,
        _ => null,
    };
}
