using System.Text;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>
/// The lines that a test runner prints about one failed test: a header, a message, a stack trace. Gathers what a finding needs as the lines come; bounded.
/// </summary>
internal sealed class TestBlock(string tool)
{
    private const int MaxMessageLines = 12;

    private readonly StringBuilder _message = new();
    private Draft? _draft;
    private CodePlace? _foreign;
    private int _messageLines;
    private bool _messageEnded;

    public bool IsOpen => _draft is not null;

    /// <summary>True once a frame of a stack trace was read.</summary>
    public bool HasFrame { get; private set; }

    /// <summary>Ends the open test, if any, and begins another. A null name is a failure outside any test, such as a file that does not load.</summary>
    public void Begin(string? test, long logLine, IFindingSink sink, string? file = null)
    {
        Flush(sink);
        _draft = new Draft { Tool = tool, Category = FindingCategory.Test, Test = test, File = file, LogLine = logLine };
    }

    /// <summary>Adds a line of the message or the stack trace.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (_draft is null)
        {
            return;
        }

        if (StackPlace.OfFrame(text, out var own) is { } place)
        {
            HasFrame = true;
            _messageEnded |= _messageLines > 0;
            if (own && _draft.Line is null)
            {
                (_draft.File, _draft.Line, _draft.Column) = (place.File, place.Line, place.Column);
            }

            _foreign ??= place;
            return;
        }

        var body = text.TrimBlanks();
        if (body.IsEmpty)
        {
            _messageEnded |= _messageLines > 0;
        }
        else if (!_messageEnded && _messageLines < MaxMessageLines)
        {
            _message.Append(_messageLines++ > 0 ? "\n" : string.Empty).Append(body.Decode(600));
        }
    }

    /// <summary>Gives the open test a fuller name, which the lines about it told.</summary>
    public void Rename(string test)
    {
        if (_draft is not null)
        {
            _draft.Test = test;
        }
    }

    /// <summary>Says where the failure is; what was found in a stack trace gives way.</summary>
    public void Place(string? file, int? line, int? column)
    {
        if (_draft is not null && file is not null)
        {
            (_draft.File, _draft.Line, _draft.Column) = (file, line, column);
        }
    }

    /// <summary>Gives the message up to now another start, for runners that label it.</summary>
    public void RestartMessage()
    {
        _message.Clear();
        (_messageLines, _messageEnded) = (0, false);
    }

    /// <summary>Hands over the finding of the open test, if any.</summary>
    public void Flush(IFindingSink sink)
    {
        if (_draft is null)
        {
            return;
        }

        _draft.Message = _message.Length > 0 ? _message.ToString() : _draft.Test ?? string.Empty;
        if (_draft.File is null && _foreign is not null && _draft.Test is null)
        {
            (_draft.File, _draft.Line, _draft.Column) = (_foreign.File, _foreign.Line, _foreign.Column);
        }

        if (_draft.Test is null && LoadFailure(_draft.Message))
        {
            _draft.Category = FindingCategory.Compile;
        }

        sink.Add(_draft);
        _draft = null;
        _foreign = null;
        HasFrame = false;
        RestartMessage();
    }

    private static bool LoadFailure(string message)
        => message.Contains("Cannot find module", StringComparison.Ordinal) || message.Contains("SyntaxError", StringComparison.Ordinal)
            || message.Contains("Failed to resolve import", StringComparison.Ordinal) || message.Contains("error TS", StringComparison.Ordinal)
            || message.Contains("Failed to load", StringComparison.Ordinal);
}
