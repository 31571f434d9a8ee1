using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.RuboCop;

/// <summary>RuboCop and its kin: the progress, clang, emacs and simple formats. What it corrected by itself is no finding.</summary>
internal sealed class RuboCopTool : IToolParser
{
    public const string Name = "rubocop";

    private static readonly LinePattern Placed = new("{file}:{line}:{col}: {any}: {msg}");
    private static readonly LinePattern Simple = new("{any}: {line}: {col}: {msg}");

    private string? _file;

    public static Tool Definition { get; } = new(
        Name,
        [": c: ", ": w: ", ": r: ", ": e: ", ": f: ", ": i: ", "^c:  0", "^w:  0", "^r:  0", "^e:  0", "^f:  0", "^c: 0", "^w: 0", "^r: 0", "^e: 0", "^f: 0", "^== ", " offense detected", " offenses detected"],
        () => new RuboCopTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = line.Text;
        if (text.EndsWith("detected"u8) || text.Has(" detected, "u8))
        {
            var clean = text.Has("no offenses"u8);
            sink.Ended(clean ? LogOutcome.Passed : LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (text.StartsWith("== "u8) && text.EndsWith(" =="u8))
        {
            _file = text[3..^3].Decode();
            return LineUse.Take;
        }

        if (!Placed.TryMatch(text, out var match) || match.Any.Length != 1)
        {
            if (_file is null || !Simple.TryMatch(text, out match) || match.Any.Length != 1)
            {
                return LineUse.Pass;
            }
        }

        var message = match.Message;
        var tag = message.StartsWith("["u8) ? message.IndexOf("] "u8) : -1;
        message = tag > 0 ? message[(tag + 2)..] : message;
        if (SeverityOf(match.Any[0]) is not { } severity || !message.TryCut(": "u8, out var cop, out var rest) || !IsCop(cop))
        {
            return LineUse.Pass;
        }

        if (!match.Message.StartsWith("[Corrected]"u8))
        {
            var draft = new Draft { Tool = Name, Category = FindingCategory.Lint, LogLine = line.Number, File = _file }.With(match);
            (draft.Severity, draft.Code, draft.Message) = (severity, cop.Decode(), rest.Decode());
            sink.Add(draft);
        }

        return LineUse.Take;
    }

    /// <summary>A department and a name: <c>Style/StringLiterals</c>, <c>RSpec/Rails/HaveHttpStatus</c>.</summary>
    private static bool IsCop(ReadOnlySpan<byte> text)
        => text.IndexOf((byte)'/') > 0 && text.Length < 100 && text[0] is >= (byte)'A' and <= (byte)'Z' && text.IndexOf((byte)' ') < 0;

    private static FindingSeverity? SeverityOf(byte letter) => letter switch
    {
        (byte)'E' or (byte)'F' => FindingSeverity.Error,
        (byte)'W' or (byte)'C' or (byte)'R' => FindingSeverity.Warning,
        (byte)'I' => FindingSeverity.Info,
        _ => null,
    };
}
