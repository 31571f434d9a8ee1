using System.Text;

namespace BackgroundAgent.Sandbox.Output;

/// <summary>Cuts one stream into lines (LF, CRLF or CR); a line longer than the limit comes in pieces.</summary>
internal sealed class LineFeed(Action<string> onLine)
{
    private const int LineLimit = 8_192;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private bool _afterReturn;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        var characters = new char[_decoder.GetCharCount(chunk, flush: false)];
        _decoder.GetChars(chunk, characters, flush: false);
        foreach (var character in characters)
        {
            Append(character);
        }
    }

    public void Finish()
    {
        if (_line.Length > 0)
        {
            Emit();
        }
    }

    private void Append(char character)
    {
        var secondHalf = _afterReturn && character == '\n';
        _afterReturn = character == '\r';
        if (secondHalf)
        {
            return;
        }

        if (character is '\n' or '\r')
        {
            Emit();
            return;
        }

        _line.Append(character);
        if (_line.Length >= LineLimit)
        {
            Emit();
        }
    }

    private void Emit()
    {
        onLine(_line.ToString());
        _line.Clear();
    }
}
