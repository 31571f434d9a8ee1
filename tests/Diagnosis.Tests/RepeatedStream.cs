namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>The same text again and again, up to a length, without holding it.</summary>
internal sealed class RepeatedStream(byte[] text, long length) : Stream
{
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var n = (int)Math.Min(buffer.Length, length - _at);
        for (var done = 0; done < n;)
        {
            var from = (int)((_at + done) % text.Length);
            var part = Math.Min(text.Length - from, n - done);
            text.AsSpan(from, part).CopyTo(buffer[done..]);
            done += part;
        }

        _at += n;
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
