namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>
/// Passes XML on and repairs on the way what report writers often get wrong: a raw <c>&lt;</c> within an attribute and control characters that XML has no way to hold.
/// </summary>
internal sealed class RepairedXml(Stream inner) : Stream
{
    private readonly byte[] _chunk = new byte[16 * 1024];
    private int _at;
    private int _count;
    private int _owed;
    private bool _inTag;
    private byte _quote;
    private byte _previous;

    /// <summary>Whether the document had to be repaired, so that it is no well-formed XML.</summary>
    public bool Repaired { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written < buffer.Length)
        {
            if (_owed > 0)
            {
                buffer[written++] = "lt;"u8[^_owed--];
                continue;
            }

            if (_at == _count)
            {
                (_at, _count) = (0, inner.Read(_chunk));
                if (_count == 0)
                {
                    break;
                }
            }

            buffer[written++] = Next(_chunk[_at++]);
        }

        return written;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte Next(byte b)
    {
        if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
        {
            Repaired = true;
            b = (byte)'?';
        }

        if (_quote != 0)
        {
            if (b == '<')
            {
                (Repaired, _owed) = (true, 3);
                return (byte)'&';
            }

            _quote = b == _quote ? (byte)0 : _quote;
        }
        else if (_inTag)
        {
            // A comment, a declaration or CDATA follows "<!"; quotes mean nothing there.
            var opaque = _previous == '<' && b is (byte)'!' or (byte)'?';
            _inTag = !opaque && b != '>';
            _quote = _inTag && _previous == (byte)'=' && (b == (byte)'"' || b == (byte)'\'') ? b : (byte)0;
        }
        else
        {
            _inTag = b == '<';
        }

        _previous = b;
        return b;
    }
}
