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
        string? code = null;
        if (rest.Length > 2 && rest[0] == '[' && rest.IndexOf((byte)']') is var close and > 1 and < 40)
        {
            code = rest[1..close].Decode();
            rest = rest[(close + 1)..];
        }

        if (length == 0 || !(rest.StartsWith(": "u8) || rest.StartsWith(" - "u8)) || rest.Length < MinText + 2)
        {
            return false;
        }

        var severity = SeverityWord.Of(body[at..]);
        var origin = at > 2 ? body[..(at - 2)] : default;
        var message = rest.TrimStart(": -"u8);
        if (origin.IsEmpty && message.TryCut(": "u8, out var file, out var behind) && PathText.IsSurelyPath(file) && behind.Length >= MinText)
        {
            origin = file;
            message = behind;
        }

        draft = new Draft
        {
            Tool = tool,
            Category = FindingCategory.Generic,
            Severity = severity,
            File = PathText.IsSurelyPath(origin) ? origin.Decode() : null,
            Code = code ?? CodeText.AtTail(message),
            Message = message.Decode(),
            LogLine = line.Number,
            Role = Role.Hint,
        };
        return severity != FindingSeverity.Info;
    }
}
