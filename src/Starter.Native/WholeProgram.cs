using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BackgroundAgent.Starter.Native;

/// <summary>
/// The command line with every verb, published into the folder <c>lib</c> beside this program. This process becomes it: same process id, terminal, signals and exit code,
/// so whoever called notices nothing.
/// </summary>
internal sealed partial class WholeProgram(string folder, TextWriter error)
{
    private const int Missing = 1;

    private readonly string _path = Path.Combine(folder, "lib", "bgagent");

    /// <returns>Only where it cannot be started: 1.</returns>
    public int Become(IReadOnlyList<string> args)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(_path))
        {
            error.WriteLine($"bgagent: the other verbs are in a program that is not at {_path}");
            error.WriteLine($"Publish src/Starter into {Path.GetDirectoryName(_path)} (docs/cli.md, \"Published\").");
            return Missing;
        }

        Execute(_path, [_path, .. args, null]);
        error.WriteLine($"bgagent: {_path} cannot be started: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        return Missing;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Execute(string path, string?[] arguments);
}
