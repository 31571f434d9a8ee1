namespace BackgroundAgent.Sandbox.Launching;

/// <summary>Finds a program as a shell would.</summary>
internal static class ProgramPath
{
    /// <returns>The absolute path, or null when there is no such executable file.</returns>
    public static string? Find(string name, string? searchPath)
    {
        if (Path.IsPathRooted(name))
        {
            return IsExecutable(name) ? name : null;
        }

        foreach (var folder in (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var suffix in Suffixes())
            {
                var candidate = Path.Combine(folder, name + suffix);
                if (Path.IsPathRooted(candidate) && IsExecutable(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private static string[] Suffixes() => OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];

    private static bool IsExecutable(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & anyExecute) != 0;
    }
}
