using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.NodeError;

/// <summary>
/// An error that ended a Node process: the source place, the source line with a caret, the error with its stack. The place is only the throwing one, so the first own frame of the stack wins.
/// </summary>
internal sealed class NodeErrorTool : IToolParser
{
    public const string Name = "node";

    private const int LinesAfterStack = 8;

    /// <summary>Lines of a message, such as the difference of two values, before its stack.</summary>
    private const int MaxMessageLines = 16;

    private const int LinesAbove = 6;

    private static readonly LinePattern ThrownAt = new("{file}:{line}");
    private static readonly LinePattern InSource = new("{file}: {msg} ({line}:{col})");
    private static readonly LinePattern OnLine = new("{msg} in {file} on line {line}, column {col}:");

    private Draft? _draft;
    private int _frames;
    private bool _stackEnded;
    private long _stackEnd;

    public static Tool Definition { get; } = new(
        Name, ["error: ", "error [err_", "^uncaught ", "^[unhandledpromiserejection"], () => new NodeErrorTool(), Yields: true);

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (_draft is not null)
        {
            return InStack(line, sink);
        }

        if (!StartsError(line.Body, out var type))
        {
            return LineUse.Pass;
        }

        _draft = new Draft
        {
            Tool = Name,
            Category = type.EndsWith("SyntaxError"u8) ? FindingCategory.Compile : FindingCategory.Generic,
            Code = type.Decode(80),
            Message = line.Body.Decode(),
            LogLine = line.Number,
            Role = Role.Hint,
        };
        (_frames, _stackEnded) = (0, false);
        TakePlace(line, type, sink);

        // "Error: text" is the form of many tools; until a stack follows, others may read it too.
        return type.SequenceEqual("Error"u8) ? LineUse.Wait : LineUse.TakeAndWait;
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    /// <summary>
    /// Errors of syntax have no stack of their own: the place stands above the source line, as Node prints it, or in the message: <c>SyntaxError: /app/a.js: Unexpected token (12:5)</c>.
    /// </summary>
    private void TakePlace(in LogLine line, ReadOnlySpan<byte> type, IFindingSink sink)
    {
        var text = line.Body.TryCut(": "u8, out _, out var behind) ? behind : default;
        if (InSource.TryMatch(text, out var match) || OnLine.TryMatch(text, out match))
        {
            if (PathText.IsSurelyPath(match.File))
            {
                (_draft!.File, _draft.Line, _draft.Column) = (match.File.Decode(), match.Line, match.Column);
                _draft.Role = Role.Failure;
            }

            return;
        }

        for (var back = 2; type.SequenceEqual("SyntaxError"u8) && back <= LinesAbove && sink.TryLine(line.Number - back, out var above); back++)
        {
            if (ThrownAt.TryMatch(above, out match) && PathText.IsSurelyPath(match.File) && !ByteText.IsBlank(above[0]))
            {
                (_draft!.File, _draft.Line) = (match.File.Decode(), match.Line);
                return;
            }
        }
    }

    private LineUse InStack(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_stackEnded)
        {
            return AfterStack(line, sink);
        }

        if (body.StartsWith("at "u8) && StackPlace.OfFrame(body, out var own) is { } place)
        {
            _frames++;
            if (own && _draft!.Line is null)
            {
                (_draft.File, _draft.Line, _draft.Column) = (place.File, place.Line, place.Column);
            }

            return LineUse.TakeAndWait;
        }

        if (body.StartsWith("at "u8))
        {
            // A frame within Node.js itself.
            _frames++;
            return LineUse.TakeAndWait;
        }

        if (_frames == 0 && (body.StartsWith("Require stack:"u8) || body.StartsWith("- "u8)) && line.Number - _draft!.LogLine < 12)
        {
            return LineUse.TakeAndWait;
        }

        if (_frames == 0 && _draft!.Code != "Error" && line.Number - _draft.LogLine <= MaxMessageLines && !StartsError(body, out _))
        {
            return LineUse.Wait;
        }

        (_stackEnded, _stackEnd) = (true, line.Number);
        if (_frames > 0)
        {
            return AfterStack(line, sink);
        }

        // It may be the next error.
        Flush(sink);
        return Read(line, sink);
    }

    /// <summary>The version of Node.js behind a stack says that the error ended the process.</summary>
    private LineUse AfterStack(in LogLine line, IFindingSink sink)
    {
        if (line.Body.StartsWith("Node.js v"u8))
        {
            _draft!.Role = Role.Failure;
            Flush(sink);
            return LineUse.Take;
        }

        if (line.Number - _stackEnd < LinesAfterStack && !StartsError(line.Body, out _))
        {
            return LineUse.Wait;
        }

        Flush(sink);
        return Read(line, sink);
    }

    /// <summary>Without a stack below it, "SomeError: text" is a hint, whoever said it.</summary>
    private void Flush(IFindingSink sink)
    {
        if (_draft is not null && (_frames > 0 || _draft.Code != "Error"))
        {
            sink.Add(_draft);
        }

        _draft = null;
    }

    private static bool StartsError(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> type)
    {
        body = body.TryAfter("Uncaught "u8, out var rest) ? rest : body;
        var end = 0;
        while (end < body.Length && (ByteText.IsWord(body[end]) || body[end] == '.'))
        {
            end++;
        }

        type = body[..end];
        var text = body[end..].TrimStart(": "u8);
        if (text.Has("(1)"u8) || (text.TryCut(": "u8, out var place, out _) && PathText.IsSurelyPath(place) && !InSource.TryMatch(text, out _)))
        {
            return false;
        }

        return type.EndsWith("Error"u8) && end < body.Length && (body[end] == ':' || body[end..].StartsWith(" ["u8));
    }
}
