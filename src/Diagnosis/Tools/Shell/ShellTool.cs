using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Shell;

/// <summary>Shells: a program that is not there, may not be run, or a script that does not parse.</summary>
internal sealed class ShellTool : IToolParser
{
    public const string Name = "shell";

    private static readonly LinePattern WithLine = new("{file}: line {line}: {msg}");
    private static readonly LinePattern Numbered = new("{file}: {line}: {msg}");

    public static Tool Definition { get; } = new(
        Name, [": command not found", ": not found", ": permission denied", "syntax error near unexpected", "is not recognized as an internal", "is not recognized as the name of", "syntax error: ", "segmentation fault", "(core dumped)", "received signal", "signal: sig", "signal: 0"],
        () => new ShellTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (IsCrash(body))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Generic, LogLine = line.Number, Message = body.Decode(), Role = Role.Hint });
            return LineUse.Take;
        }

        var placed = WithLine.TryMatch(body, out var match) || Numbered.TryMatch(body, out match);
        var shell = placed && IsShell(match.File);
        var sure = shell || body.EndsWith(": command not found"u8) || body.Has("is not recognized as"u8);
        if (!sure || body.Length > 400)
        {
            return LineUse.Pass;
        }

        var draft = new Draft { Tool = Name, Category = FindingCategory.Configuration, LogLine = line.Number, Message = body.Decode() };
        if (shell)
        {
            draft.Message = match.Message.Decode();
            (draft.File, draft.Line) = match.File.EndsWith("sh"u8) && !match.File.Has("."u8) ? (null, null) : (match.File.Decode(), match.Line);
        }

        // A script may try a program that is not there and go on.
        draft.Role = Role.Hint;
        sink.Add(draft);
        return LineUse.Take;
    }

    /// <summary>A program that a signal ended: the shell's own words, or those of a program that started it.</summary>
    private static bool IsCrash(ReadOnlySpan<byte> body)
        => body.Length < 300 && (body.EndsWith("(core dumped)"u8) || body.EndsWith("Segmentation fault"u8) || body.Has("eceived signal: SIG"u8) || body.Has("eceived signal SIG"u8)
            || body.Has("(signal: "u8));

    private static bool IsShell(ReadOnlySpan<byte> file)
        => !file.Has(" "u8) && (file.EndsWith("sh"u8) || file.EndsWith(".bash"u8) || file.Has("/_temp/"u8) || file.Has("/hooks/"u8));
}
