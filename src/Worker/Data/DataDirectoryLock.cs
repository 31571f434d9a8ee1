using System.Globalization;

namespace BackgroundAgent.Worker.Data;

/// <summary>
/// One process per data directory. The operating system releases the lock however the process ends, so that nothing has to be cleaned
/// up after a kill.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="DataDirectoryInUseException">Another process holds it.</exception>
    public static DataDirectoryLock Take(DataLayout layout)
    {
        layout.Create();
        try
        {
            var file = new FileStream(layout.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
            return new DataDirectoryLock(file);
        }
        catch (IOException) when (IsHeld(layout))
        {
            throw new DataDirectoryInUseException(layout.Root, AllInOneEndpoint.Find(layout.Root)?.ProcessId);
        }
    }

    /// <summary>Whether some process, this one included, holds the directory now.</summary>
    public static bool IsHeld(DataLayout layout)
    {
        if (!File.Exists(layout.LockFile))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(layout.LockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();
}
