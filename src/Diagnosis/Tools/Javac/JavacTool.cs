using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Maven;

namespace BackgroundAgent.Diagnosis.Tools.Javac;

/// <summary>The Java compiler, called directly, by Ant, by Gradle or by Maven.</summary>
internal sealed class JavacTool : IToolParser
{
    public const string Name = "javac";

    private static readonly LinePattern[] Places =
    [
        new("{file}.java:{line}: {sev}: {msg}"),
        new("{file}.java:[{line},{col}] {sev}: {msg}"),
        new("{file}.java:[{line},{col}] {msg}"),
        new("{file}.java:[{line}] {msg}"),
        new("{file}.java:{line}: {msg}"),
    ];

    private Draft? _open;
    private int _more;

    public static Tool Definition { get; } = new(
        Name, [".java:0", ".java:[0", "error: release version", "error: invalid flag", "error: invalid source release", "error: invalid target release", "warning: [options]"], () => new JavacTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = MavenText.Strip(line.Text, out var level);
        if (_open is not null && Continues(text))
        {
            return --_more > 0 ? LineUse.TakeAndWait : LineUse.Take;
        }

        _open = null;
        return TryPlace(line, text, level, sink) || TryBare(line, text, sink) ? LineUse.TakeAndWait : LineUse.Pass;
    }

    // "symbol:" and "location:" tell which name is missing; they belong to the message.
    private bool Continues(ReadOnlySpan<byte> text)
    {
        var body = text.TrimBlanks();
        if (body.StartsWith("symbol:"u8) || body.StartsWith("location:"u8) || body.StartsWith("symbol  :"u8) || body.StartsWith("required:"u8) || body.StartsWith("found:"u8))
        {
            _open!.Message += "\n" + body.Decode(300);
            return true;
        }

        return _more > 0 && text.CountLeadingBlanks() > 1 && body.IndexOf(".java:"u8) < 0;
    }

    private bool TryPlace(in LogLine line, ReadOnlySpan<byte> text, FindingSeverity? level, IFindingSink sink)
    {
        if (!LinePattern.TryMatchAny(Places, text, out var match) || !PathText.LooksLikePath(match.File) || match.File.IndexOfAny("()[],;="u8) >= 0)
        {
            return false;
        }

        // "at Foo.java:12: message" without a severity is only believed where Maven marked the line.
        if (match.Severity.IsEmpty && level is null && !Known(match.Message))
        {
            return false;
        }

        _open = new Draft { Tool = Name, Category = FindingCategory.Compile, Severity = level ?? FindingSeverity.Error, LogLine = line.Number }.With(match);
        _open.File += ".java";
        if (_open.Message.StartsWith('['))
        {
            var end = _open.Message.IndexOf(']');
            _open.Code = end > 1 ? _open.Message[1..end] : null;
        }

        // Checkstyle, Android's linter and others name their rule at the end.
        _open.Code ??= Generic.CodeText.AtTail(match.Message);

        // Printed with any level by compilers before 9, and no reason to fail.
        _open.Role = match.Message.StartsWith("unmappable character"u8) ? Role.Hint : Role.Failure;
        _more = 8;
        sink.Add(_open);
        return true;
    }

    private bool TryBare(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        if (!text.TryAfter("error: "u8, out var message) || !(message.StartsWith("release version"u8) || message.StartsWith("invalid "u8)))
        {
            return false;
        }

        _open = new Draft { Tool = Name, Category = FindingCategory.Configuration, LogLine = line.Number, Message = message.Decode() };
        _more = 0;
        sink.Add(_open);
        return true;
    }

    private static bool Known(ReadOnlySpan<byte> message)
        => message.StartsWith("cannot find symbol"u8) || message.StartsWith("package "u8) || message.StartsWith("incompatible types"u8) || message.EndsWith(" expected"u8);
}
