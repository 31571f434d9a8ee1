using System.Security.Cryptography;

namespace BackgroundAgent.Sandbox.Launching;

/// <summary>
/// A folder of one run's own: its standard input as a file, and its temporary folder. A temporary folder of its own keeps the build
/// servers of two runs apart, which find each other through sockets there and would otherwise be ended under each other's feet.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private RunFolder(string id, string path)
    {
        Id = id;
        Path = path;
        Temporary = System.IO.Path.Combine(path, "t");
    }

    public string Id { get; }

    public string Path { get; }

    public string Temporary { get; }

    public static RunFolder Create()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var folder = new RunFolder(id, System.IO.Path.Combine(Root(), "bg-" + id));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder.Temporary);
        }
        else
        {
            Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(folder.Temporary);
        }

        return folder;
    }

    public async Task<string> WriteInputAsync(string text, CancellationToken cancellationToken)
    {
        var file = System.IO.Path.Combine(Path, "in");
        await File.WriteAllTextAsync(file, text, cancellationToken);
        return file;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A leftover in a temporary folder harms nobody; the run's outcome matters more.
        }
    }

    /// <summary>Short on purpose: a Unix socket's path ends at 104 characters on macOS and 108 on Linux, and per-user temporary folders eat half.</summary>
    private static string Root()
        => !OperatingSystem.IsWindows() && Directory.Exists("/tmp") ? "/tmp" : System.IO.Path.GetTempPath();
}
