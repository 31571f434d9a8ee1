using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Ecj;

/// <summary>The Java compiler of Eclipse: a numbered problem with its place, the source line, a marker, the message; rulers between.</summary>
internal sealed class EcjTool : IToolParser
{
    public const string Name = "ecj";

    private const int MaxLines = 6;
    private const int MaxMessageLines = 3;

    private static readonly LinePattern Head = new("{n}. {sev} in {file} (at line {line})");

    private Draft? _open;
    private int _lines;
    private int _messageLines;
    private bool _marked;

    public static Tool Definition { get; } = new(Name, [" (at line 0"], () => new EcjTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        // Ant and Tycho write their own tag in front.
        var body = Generic.DiagnosticLine.WithoutTask(Maven.MavenText.Strip(line.Text, out _).TrimBlanks());
        if (_open is not null && !body.StartsWith("----------"u8) && ++_lines <= MaxLines)
        {
            InProblem(body);
            return LineUse.TakeAndWait;
        }

        Flush(sink);
        if (!Head.TryMatch(body, out var match) || !PathText.LooksLikePath(match.File))
        {
            return LineUse.Pass;
        }

        _open = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match);
        (_lines, _messageLines, _marked) = (0, 0, false);
        return LineUse.TakeAndWait;
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    private void InProblem(ReadOnlySpan<byte> body)
    {
        if (!_marked)
        {
            _marked = !body.IsEmpty && body.IndexOfAnyExcept("^ "u8) < 0;
            return;
        }

        if (_messageLines++ < MaxMessageLines && !body.IsEmpty)
        {
            _open!.Message += (_open.Message.Length > 0 ? "\n" : string.Empty) + body.Decode(500);
        }
    }

    private void Flush(IFindingSink sink)
    {
        if (_open is { Message.Length: > 0 })
        {
            sink.Add(_open);
        }

        _open = null;
    }
}
