using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.CMake;

/// <summary>CMake's errors and warnings while it configures: a headline with the place, the message indented beneath.</summary>
internal sealed class CMakeTool : IToolParser
{
    public const string Name = "cmake";

    private static readonly LinePattern[] Places =
    [
        new("{any} at {file}:{line} ({code}):"),
        new("{any} at {file}:{line}:"),
        new("{any} in {file}:{line}:"),
        new("{any} in {file}:"),
    ];

    private Draft? _open;

    public static Tool Definition { get; } = new(Name, ["^cmake error", "^cmake warning", "^cmake deprecation", "-- configuring incomplete"], () => new CMakeTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.Indent == 0 && body.StartsWith("CMake "u8))
        {
            Close(sink);
            _open = Head(line, body);
            return LineUse.TakeAndWait;
        }

        if (body.Has("Configuring incomplete"u8))
        {
            Close(sink);
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (_open is null)
        {
            return LineUse.Pass;
        }

        // Two blank lines end the block; one only parts paragraphs, of which the first is enough.
        if (line.IsBlank)
        {
            return _open.Message.Length == 0 ? LineUse.Wait : End(sink);
        }

        if (line.Indent == 0)
        {
            Close(sink);
            return LineUse.Pass;
        }

        _open.Message = _open.Message.Length == 0 ? body.Decode() : $"{_open.Message} {body.Decode(500)}";
        return LineUse.TakeAndWait;
    }

    public void Complete(IFindingSink sink) => Close(sink);

    private static Draft Head(in LogLine line, ReadOnlySpan<byte> body)
    {
        var draft = new Draft
        {
            Tool = Name,
            Category = FindingCategory.Configuration,
            Severity = body.StartsWith("CMake Error"u8) ? FindingSeverity.Error : FindingSeverity.Warning,
            LogLine = line.Number,
        };
        if (LinePattern.TryMatchAny(Places, body, out var match))
        {
            return draft.With(match);
        }

        draft.Message = body.TryCut(": "u8, out _, out var message) ? message.Decode() : "";
        return draft;
    }

    private LineUse End(IFindingSink sink)
    {
        Close(sink);
        return LineUse.Take;
    }

    private void Close(IFindingSink sink)
    {
        if (_open is not null)
        {
            sink.Add(_open);
            _open = null;
        }
    }
}
