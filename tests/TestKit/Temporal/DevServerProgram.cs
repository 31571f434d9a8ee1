namespace BackgroundAgent.TestKit.Temporal;

/// <summary>Finds the built host program of the embedded server.</summary>
public static class DevServerProgram
{
    private const string Name = "bgagent-dev-server";

    /// <summary>
    /// Full path of the program's executable: beside the test assembly when the test project references the host,
    /// else in the host's own output of the same configuration.
    /// </summary>
    /// <exception cref="FileNotFoundException">The host is not built.</exception>
    public static string Locate()
    {
        var name = OperatingSystem.IsWindows() ? Name + ".exe" : Name;
        var beside = Path.Combine(AppContext.BaseDirectory, name);
        if (File.Exists(beside))
        {
            return beside;
        }

        // tests/<project>/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent?.Parent?.Parent?.Parent?.Parent;
        var built = Path.Combine(root?.FullName ?? ".", "src", "DevServer.Host", "bin", output.Parent?.Name ?? "Debug", output.Name, name);
        return File.Exists(built)
            ? built
            : throw new FileNotFoundException($"The embedded server's program is neither at {beside} nor at {built}; build src/DevServer.Host.", built);
    }
}
