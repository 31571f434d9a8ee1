using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Worker.Logs;

/// <summary>
/// A plain log file for a process without a console of its own. Lines are written in the background; when the disk is slower than the
/// log, the oldest waiting lines are dropped rather than work held up.
/// </summary>
internal sealed class FileLoggerProvider : ILoggerProvider
{
    /// <summary>Bytes after which the file becomes <c>.1</c> and a new one begins.</summary>
    private const long LargestFile = 20 * 1024 * 1024;

    private const int WaitingLines = 10_000;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(WaitingLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly Task _writer;

    public FileLoggerProvider(string file, TimeProvider time)
    {
        _file = file;
        _time = time;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        _writer = Task.Run(WriteAsync);
    }

    public ILogger CreateLogger(string categoryName) => new FileLogger(categoryName, Add);

    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writer.Wait(TimeSpan.FromSeconds(5));
    }

    private void Add(string level, string category, string message)
        => _lines.Writer.TryWrite(string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category} {message}"));

    private async Task WriteAsync()
    {
        var file = Open();
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            await file.WriteLineAsync(line);
            if (_lines.Reader.Count > 0)
            {
                continue;
            }

            await file.FlushAsync();
            if (file.BaseStream.Length > LargestFile)
            {
                await file.DisposeAsync();
                File.Move(_file, _file + ".1", overwrite: true);
                file = Open();
            }
        }

        await file.DisposeAsync();
    }

    private StreamWriter Open() => new(new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
}
