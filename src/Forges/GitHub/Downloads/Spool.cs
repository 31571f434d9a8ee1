using System.Buffers;

namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>Keeps a stream in a file that goes away when it is closed: archives are read from their end, and unpacked bytes are counted before anybody reads them.</summary>
internal static class Spool
{
    private const int BufferBytes = 128 * 1024;

    /// <param name="source">Read to its end or to the bound.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Rewound; null when there is more than the bound.</returns>
    public static async Task<FileStream?> WholeAsync(Stream source, long most, CancellationToken cancellationToken)
    {
        var (file, complete) = await KeepAsync(source, most, cancellationToken);
        if (complete)
        {
            return file;
        }

        await file.DisposeAsync();
        return null;
    }

    /// <summary>The same, but what is over the bound is cut off.</summary>
    public static async Task<FileStream> StartAsync(Stream source, long most, CancellationToken cancellationToken)
        => (await KeepAsync(source, most, cancellationToken)).File;

    private static async Task<(FileStream File, bool Complete)> KeepAsync(Stream source, long most, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Join(Path.GetTempPath(), $"bgagent-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                var room = (int)Math.Min(read, most - file.Length);
                await file.WriteAsync(buffer.AsMemory(0, room), cancellationToken);
                if (room < read)
                {
                    file.Position = 0;
                    return (file, false);
                }
            }

            file.Position = 0;
            return (file, true);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
