using System.Diagnostics;

namespace BackgroundAgent.Architecture.Tests.Reading;

/// <summary>Text files under version control.</summary>
internal static class TrackedText
{
    /// <summary>Relative paths; empty where this is no git clone (a source archive).</summary>
    public static IReadOnlyList<string> Paths()
    {
        var start = new ProcessStartInfo("git", ["-C", Repository.Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Repository.At(path)))];
    }

    /// <summary>Null for a binary file.</summary>
    public static string? Read(string path)
    {
        var bytes = File.ReadAllBytes(Repository.At(path));
        return bytes.AsSpan(0, Math.Min(bytes.Length, 8_000)).Contains((byte)0) ? null : System.Text.Encoding.UTF8.GetString(bytes);
    }
}
