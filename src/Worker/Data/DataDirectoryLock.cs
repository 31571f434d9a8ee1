using System.Globalization;
using System.Text;

namespace BackgroundAgent.Worker.Data;

/// <summary>
/// One process per data directory. The operating system releases the lock however the process ends, so that nothing has to be cleaned
/// up after a kill.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    /// <summary>
    /// Systems have no way to ask after such a lock but to share it for an instant (<see cref="IsHeld"/>). Any number may ask at once; whoever
    /// wants the lock tries again that often before it believes that somebody really holds it.
    /// </summary>
    private const int Tries = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="DataDirectoryInUseException">Another process holds it.</exception>
    public static async Task<DataDirectoryLock> TakeAsync(DataLayout layout, CancellationToken cancellationToken = default)
    {
        layout.Create();
        for (var left = Tries; ; left--)
        {
            try
            {
                return Take(layout);
            }
            catch (IOException) when (left > 1 && File.Exists(layout.LockFile))
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
            catch (IOException) when (IsHeld(layout))
            {
                throw new DataDirectoryInUseException(layout.Root, AllInOneEndpoint.Find(layout.Root)?.ProcessId);
            }
        }
    }

    /// <summary>Whether some process, this one included, holds the directory now. Asking is in nobody's way.</summary>
    public static bool IsHeld(DataLayout layout)
    {
        try
        {
            using var shared = new FileStream(layout.LockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    private static DataDirectoryLock Take(DataLayout layout)
    {
        var file = new FileStream(layout.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush(flushToDisk: true);
        return new DataDirectoryLock(file);
    }
}
