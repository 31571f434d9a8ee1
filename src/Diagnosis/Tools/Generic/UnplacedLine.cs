using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary><c>error: text</c>, <c>tool: error: text</c>, <c>fatal: text</c>: what failed without saying where.</summary>
internal static class UnplacedLine
{
    private const int MaxOrigin = 200;
    private const int MinText = 4;

    public static bool TryParse(in LogLine line, string tool, out Draft draft)
    {
        draft = null!;
        var body = line.Body;
        var length = SeverityWord.LengthAt(body);
        var at = 0;
        if (length == 0 && body.IndexOf(": "u8) is var colon and > 0 and < MaxOrigin)
        {
            at = colon + 2;
            length = SeverityWord.LengthAt(body[at..]);
        }

        var rest = length > 0 ? body[(at + length)..] : default;
        var code = TakeCode(ref rest, numbered: at == 0);

        // "Error (CODE) text": the code ends as a colon does.
        if (at == 0 && rest.TryAfter(" ("u8, out var coded) && coded.TryCut(") "u8, out var inner, out var said) && CodeText.OfLabel(inner) is { } label && SeverityWord.Of(body) == FindingSeverity.Error)
        {
            draft = new Draft { Tool = tool, Category = FindingCategory.Lint, Code = label, Message = said.Decode(), LogLine = line.Number, Role = Role.Hint };
            return said.Length >= MinText;
        }

        if (length == 0 || !(rest.StartsWith(": "u8) || rest.StartsWith(" - "u8) || (body.StartsWith("ERROR! "u8) && at == 0)) || rest.Length < MinText + 2)
        {
            return false;
        }

        var severity = SeverityWord.Of(body[at..]);
        var origin = at > 2 ? body[..(at - 2)].TrimEnd(":"u8) : default;
        origin = origin.EndsWith(":None"u8) ? origin[..^5] : origin.EndsWith(" -"u8) ? origin[..^2] : origin;
        var message = rest.TrimStart(": -!"u8);
        if (origin.IsEmpty && message.TryCut(": "u8, out var file, out var behind) && PathText.IsSurelyPath(file) && behind.Length >= MinText)
        {
            origin = file;
            message = behind;
        }

        // "ERROR: dir/file.py Imports are unsorted", "cannot format file.py: text".
        message = message.TryAfter("cannot format "u8, out var unread) ? unread : message;
        if (origin.IsEmpty && message.TryCut(" "u8, out file, out behind) && file.IndexOfAny((byte)'/', (byte)'\\') >= 0 && file.IndexOf((byte)'.') > 0 && PathText.IsSurelyPath(file.TrimEnd(":"u8)) && behind.Length >= MinText)
        {
            origin = file.TrimEnd(":"u8);
            message = behind;
        }

        draft = new Draft
        {
            Tool = tool,
            Category = FindingCategory.Generic,
            Severity = severity,
            File = PathText.IsSurelyPath(origin) ? origin.Decode() : null,
            Line = LineIn(message),
            Code = code ?? CodeText.AtTail(message) ?? NumberedHead(message),
            Message = message.Decode(),
            LogLine = line.Number,
            Role = Role.Hint,
        };
        return severity != FindingSeverity.Info;
    }

    /// <summary><c>[WARNING] text</c>, whose place may follow, or <c>[error] file: text</c>.</summary>
    public static bool TryTagged(in LogLine line, string tool, out Draft draft)
    {
        draft = null!;
        var body = line.Body.TryAfter("✘ "u8, out var marked) ? marked : BoxText.TrimStart(line.Body);
        var close = body.StartsWith("["u8) ? body.IndexOf((byte)']') : -1;
        var length = close > 1 ? SeverityWord.LengthAt(body[1..]) : 0;
        var message = length > 0 && close == length + 1 ? body[(close + 1)..].TrimBlanks() : default;
        if (message.Length < MinText || SeverityWord.Of(body[1..]) == FindingSeverity.Info)
        {
            return false;
        }

        var named = message.TryCut(": "u8, out var file, out var behind) && PathText.IsSurelyPath(file) && behind.Length >= MinText;
        draft = new Draft
        {
            Tool = tool,
            Category = FindingCategory.Generic,
            Severity = SeverityWord.Of(body[1..]),
            File = named ? file.Decode() : null,
            Message = (named ? behind : message).Decode(),
            Code = CodeText.AtTail(message) ?? NumberedHead(message),
            LogLine = line.Number,
            Role = Role.Hint,
        };
        return true;
    }

    /// <summary><c>error[E0425]: text</c>, <c>Warning 32: text</c>, <c>Warning 32 [unused-value]: text</c>.</summary>
    private static string? TakeCode(ref ReadOnlySpan<byte> rest, bool numbered)
    {
        if (rest.Length > 2 && rest[0] == '[' && rest.IndexOf((byte)']') is var close and > 1 and < 40)
        {
            var inner = rest[1..close].Decode();
            rest = rest[(close + 1)..];
            return inner;
        }

        var number = numbered && rest.Length > 2 && rest[0] == ' ' && ByteText.IsDigit(rest[1]) ? rest[1..] : default;
        if (!number.TryTakeInt(out _) || !number.TryCut(": "u8, out var name, out _) || !(name.IsEmpty || (name.StartsWith(" ["u8) && name.EndsWith("]"u8))))
        {
            return null;
        }

        var code = name.IsEmpty ? rest[1..^number.Length].Decode() : name[2..^1].Decode();
        rest = number[name.Length..];
        return code;
    }

    private static string? NumberedHead(ReadOnlySpan<byte> message)
        => message.TryCut(": "u8, out var head, out _) && CodeText.IsNumbered(head) ? head.Decode() : null;

    /// <summary>Parsers of YAML and templates tell the line within the text: <c>yaml: line 2: did not find …</c>.</summary>
    private static int? LineIn(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf(": line "u8);
        var rest = at < 0 ? default : message[(at + 7)..];
        if (rest.TryTakeInt(out var number))
        {
            return rest.StartsWith(":"u8) ? number : null;
        }

        at = message.LastIndexOf(" on line "u8);
        rest = at < 0 ? default : message[(at + 9)..];
        return rest.TryTakeInt(out number) && rest.IsEmpty ? number : null;
    }
}
