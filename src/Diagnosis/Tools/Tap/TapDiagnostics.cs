using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Tap;

/// <summary>The block between <c>---</c> and <c>...</c> behind a failed test: its message and where it happened.</summary>
internal sealed class TapDiagnostics(TestBlock block)
{
    private const int MaxLines = 300;

    private string? _file;
    private int? _line;
    private int _indent;
    private int _lines;
    private bool _inText;

    public bool IsOpen { get; private set; }

    public void Begin(int indent) => (IsOpen, _indent, _lines, _inText, _file, _line) = (true, indent, 0, false, null, null);

    public void Read(in LogLine line)
    {
        var body = line.Body;
        if ((line.Indent <= _indent && body.SequenceEqual("..."u8)) || ++_lines > MaxLines)
        {
            IsOpen = false;
            return;
        }

        _inText &= line.Indent > _indent || line.IsBlank;
        if (_inText)
        {
            block.Add(line.Text);
        }
        else if (body.TryAfter("message:"u8, out var text) || body.TryAfter("error:"u8, out text))
        {
            text = Unquote(text.TrimBlanks());
            _inText = text.Length is > 0 and <= 2 && text[0] is (byte)'|' or (byte)'>';
            block.Add(_inText ? default : text);
        }
        else if (body.TryAfter("file:"u8, out text))
        {
            _file = Unquote(text.TrimBlanks()).Decode();
        }
        else if (body.TryAfter("line:"u8, out text) || body.TryAfter("lineNumber:"u8, out text))
        {
            _line = (int?)text.ToNumber();
        }
        else if (body.StartsWith("stack:"u8))
        {
            _inText = true;
        }
        else if (body.TryAfter("at:"u8, out text) || body.TryAfter("location:"u8, out text))
        {
            block.Add(Unquote(text.TrimBlanks()));
        }

        if (_file is not null && _line is not null)
        {
            block.Place(_file, _line, null);
        }
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text)
        => text.Length > 1 && text[0] is (byte)'\'' or (byte)'"' && text[^1] == text[0] ? text[1..^1] : text;
}
