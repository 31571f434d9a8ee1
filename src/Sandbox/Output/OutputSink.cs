namespace BackgroundAgent.Sandbox.Output;

/// <summary>Where both streams of a run go: memory (bounded), a file (bounded), the caller's line hook. One chunk at a time.</summary>
internal sealed class OutputSink : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HeadAndTail _output;
    private readonly HeadAndTail _error;
    private readonly LineFeed? _outputLines;
    private readonly LineFeed? _errorLines;
    private readonly FileStream? _file;
    private readonly long _fileLimit;
    private long _fileWritten;
    private bool _closed;

    public OutputSink(ProcessRequest request)
    {
        _output = new HeadAndTail(request.OutputLimitBytes);
        _error = new HeadAndTail(request.OutputLimitBytes);
        _fileLimit = request.OutputFileLimitBytes;
        if (request.OnLine is { } onLine)
        {
            _outputLines = new LineFeed(line => Offer(onLine, line));
            _errorLines = new LineFeed(line => Offer(onLine, line));
        }

        if (request.OutputFile is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
    }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public bool Truncated => _output.Truncated || _error.Truncated || _fileWritten > _fileLimit;

    public Task PumpOutputAsync(Stream stream, CancellationToken cancellationToken) => PumpAsync(stream, _output, _outputLines, cancellationToken);

    public Task PumpErrorAsync(Stream stream, CancellationToken cancellationToken) => PumpAsync(stream, _error, _errorLines, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // A pump that was given up may still come with a last chunk.
        await _turn.WaitAsync();
        _closed = true;
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        _turn.Release();
    }

    /// <summary>A hook's fault must not stop the pump: a program whose output nobody reads hangs.</summary>
    private static void Offer(Action<string> onLine, string line)
    {
        try
        {
            onLine(line);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Said in the hook's contract.
        }
    }

    private async Task PumpAsync(Stream stream, HeadAndTail memory, LineFeed? lines, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await TakeAsync(buffer.AsMemory(0, read), memory, lines);
        }

        await _turn.WaitAsync(CancellationToken.None);
        lines?.Finish();
        _turn.Release();
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> chunk, HeadAndTail memory, LineFeed? lines)
    {
        await _turn.WaitAsync();
        try
        {
            if (_closed)
            {
                return;
            }

            memory.Append(chunk.Span);
            var toFile = (int)Math.Clamp(_fileLimit - _fileWritten, 0, chunk.Length);
            if (_file is not null)
            {
                await _file.WriteAsync(chunk[..toFile]);
                await _file.FlushAsync();
                _fileWritten += chunk.Length;
            }

            lines?.Append(chunk.Span);
        }
        finally
        {
            _turn.Release();
        }
    }
}
