using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Git;

/// <summary>
/// Locks that hold among the tasks of this process and among processes of this host. The second half is a lock of the operating system
/// on a file, which a killed process cannot leave behind.
/// </summary>
internal sealed class HostLocks(IOptions<ForgesOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);

    /// <summary>Not re-entrant. A work-tree lock is taken before a mirror lock, never after it.</summary>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Transient"/> after <see cref="ForgesOptions.LockTimeout"/>.</exception>
    public async Task<IDisposable> AcquireAsync(string file, CancellationToken cancellationToken)
    {
        var gate = gates.GetOrAdd(file, _ => new SemaphoreSlim(1, 1));
        var started = time.GetTimestamp();
        if (!await gate.WaitAsync(options.Value.LockTimeout, cancellationToken))
        {
            throw Busy(file);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                if (TryLock(file) is { } stream)
                {
                    return new Held(gate, stream);
                }

                if (time.GetElapsedTime(started) > options.Value.LockTimeout)
                {
                    throw Busy(file);
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    private static ForgeException Busy(string file)
        => new(ForgeFault.Transient, $"Another task or process holds {Path.GetFileName(file)} for too long.");

    private sealed class Held(SemaphoreSlim gate, FileStream stream) : IDisposable
    {
        public void Dispose()
        {
            stream.Dispose();
            gate.Release();
        }
    }
}
