namespace BackgroundAgent.Sandbox.Launching;

/// <summary>Paths as mounts need them: absolute, with no symbolic link on the way (caches often are links to a larger disk).</summary>
internal static class RealPath
{
    /// <param name="path">Absolute, or below the home folder with a leading <c>~/</c>.</param>
    /// <param name="home">Empty where there is none.</param>
    /// <returns>Null when the path cannot be told: below a home folder that does not exist.</returns>
    public static string? Of(string path, string home)
    {
        if (path.StartsWith("~/", StringComparison.Ordinal))
        {
            path = home.Length == 0 ? "" : Path.Combine(home, path[2..]);
        }

        if (!Path.IsPathRooted(path))
        {
            return null;
        }

        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = new FileInfo(next).LinkTarget is null ? next : Directory.ResolveLinkTarget(next, returnFinalTarget: true)!.FullName;
        }

        return real;
    }
}
