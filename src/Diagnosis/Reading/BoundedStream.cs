namespace BackgroundAgent.Diagnosis.Reading;

/// <summary>Ends a stream of unknown length at a bound, so that a small archive or a strange server cannot keep a process busy for days. A broken archive ends where it breaks.</summary>
internal sealed class BoundedStream(Stream inner, long bound = BoundedStream.MaxBytes) : Stream
{
    /// <summary>Bytes read from one compressed input.</summary>
    public const long MaxBytes = 16L * 1024 * 1024 * 1024;

    private long _read;

    /// <summary>True once something behind the bound was asked for; where the input ends exactly there too.</summary>
    public bool WasCut { get; private set; }

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
        if (_read >= bound)
        {
            WasCut = true;
            return 0;
        }

        try
        {
            var n = inner.Read(buffer.Length > bound - _read ? buffer[..(int)(bound - _read)] : buffer);
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
