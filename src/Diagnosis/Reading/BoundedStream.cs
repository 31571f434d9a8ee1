namespace BackgroundAgent.Diagnosis.Reading;

/// <summary>Ends a decompressed stream at a bound, so that a small archive cannot keep a process busy for days. A broken archive ends where it breaks.</summary>
internal sealed class BoundedStream(Stream inner) : Stream
{
    /// <summary>Bytes read from one compressed input.</summary>
    public const long MaxBytes = 16L * 1024 * 1024 * 1024;

    private long _read;

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
        if (_read >= MaxBytes)
        {
            return 0;
        }

        try
        {
            var n = inner.Read(buffer);
            _read += n;
            return n;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
