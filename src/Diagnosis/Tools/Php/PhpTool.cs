using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Php;

/// <summary>PHP's own errors: parse errors, uncaught exceptions, warnings.</summary>
internal sealed class PhpTool : IToolParser
{
    public const string Name = "php";

    private static readonly LinePattern ByWord = new("{any}: {msg} in {file} on line {line}");
    private static readonly LinePattern Uncaught = new("{any}: Uncaught {msg} in {file}:{line}");

    public static Tool Definition { get; } = new(
        Name, ["^php ", "parse error: ", "fatal error: ", "^warning: ", "^notice: ", "^deprecated: ", "^errors parsing "], () => new PhpTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("Errors parsing "u8) && body.EndsWith(".php"u8))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (!Uncaught.TryMatch(body, out var match) && !ByWord.TryMatch(body, out match))
        {
            return LineUse.Pass;
        }

        var kind = match.Any.TryAfter("PHP "u8, out var rest) ? rest : match.Any;
        if (!IsKind(kind))
        {
            return LineUse.Pass;
        }

        var error = kind.SequenceEqual("Parse error"u8) || kind.EndsWith("atal error"u8);
        var draft = new Draft
        {
            Tool = Name,
            Category = kind.SequenceEqual("Parse error"u8) || match.Message.StartsWith("ParseError"u8) ? FindingCategory.Compile : FindingCategory.Generic,
            LogLine = line.Number,
        }.With(match);
        draft.Severity = error ? FindingSeverity.Error : FindingSeverity.Warning;
        sink.Add(draft);
        return LineUse.Take;
    }

    private static bool IsKind(ReadOnlySpan<byte> text)
        => text.SequenceEqual("Parse error"u8) || text.SequenceEqual("Fatal error"u8) || text.SequenceEqual("Catchable fatal error"u8) || text.SequenceEqual("Recoverable fatal error"u8)
            || text.SequenceEqual("Warning"u8) || text.SequenceEqual("Notice"u8) || text.SequenceEqual("Deprecated"u8);
}
