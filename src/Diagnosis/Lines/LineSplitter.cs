namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Cuts a stream of bytes into lines, however it is chunked. CR, LF and CRLF each end a line.</summary>
/// <param name="carry">Room for one line, <see cref="MaxLineBytes"/> long.</param>
internal sealed class LineSplitter(byte[] carry)
{
    /// <summary>What is kept of one line, in bytes; the rest of an overlong line is read and dropped.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private int _carried;
    private bool _overlong;
    private bool _afterCarriageReturn;

    /// <summary>Lines handed out so far.</summary>
    public long Count { get; private set; }

    public void Feed(ReadOnlySpan<byte> chunk, ILineReader reader)
    {
        if (_afterCarriageReturn && chunk.Length > 0)
        {
            _afterCarriageReturn = false;
            chunk = chunk[0] == '\n' ? chunk[1..] : chunk;
        }

        while (MemoryExtensions.IndexOfAny(chunk, (byte)'\n', (byte)'\r') is var at and >= 0)
        {
            Take(chunk[..at], reader);
            if (chunk[at] == '\r')
            {
                _afterCarriageReturn = at + 1 == chunk.Length;
                at += at + 1 < chunk.Length && chunk[at + 1] == '\n' ? 1 : 0;
            }

            chunk = chunk[(at + 1)..];
        }

        Keep(chunk);
    }

    /// <summary>Hands out what is left when the stream ends without a line end.</summary>
    public void Complete(ILineReader reader)
    {
        if (_carried > 0)
        {
            Take([], reader);
        }
    }

    /// <summary>Makes it ready for another stream.</summary>
    public void Reset()
    {
        (_carried, _overlong, _afterCarriageReturn, Count) = (0, false, false, 0);
    }

    private void Take(ReadOnlySpan<byte> end, ILineReader reader)
    {
        Count++;
        if (_carried == 0 && !_overlong)
        {
            reader.Line(end.Length > MaxLineBytes ? end[..MaxLineBytes] : end, Count);
            return;
        }

        Keep(end);
        reader.Line(carry.AsSpan(0, _carried), Count);
        (_carried, _overlong) = (0, false);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        var room = MaxLineBytes - _carried;
        _overlong |= part.Length > room;
        part = part.Length > room ? part[..room] : part;
        part.CopyTo(carry.AsSpan(_carried));
        _carried += part.Length;
    }
}

/// <summary>Gets the lines of one input, in order.</summary>
internal interface ILineReader
{
    /// <param name="raw">The line without its end, valid during the call.</param>
    /// <param name="number">1-based.</param>
    void Line(ReadOnlySpan<byte> raw, long number);
}
