namespace BackgroundAgent.TestKit;

/// <summary>A folder of one test's own; removed with it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bgagent-test-").FullName;

    public string Join(params string[] parts) => System.IO.Path.Join([Path, .. parts]);

    /// <summary>Lets everybody run a file.</summary>
    public static void MakeExecutable(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process of the test may still be ending in it; the folder is in the temporary directory.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
