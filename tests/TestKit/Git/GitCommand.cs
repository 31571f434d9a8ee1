using System.Diagnostics;

namespace BackgroundAgent.TestKit.Git;

/// <summary>Runs the real git program with settings that do not depend on the machine.</summary>
public static class GitCommand
{
    /// <returns>Standard output without the last line end.</returns>
    public static string Run(string folder, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(folder, arguments))!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.TrimEnd('\n')
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} in {folder}: exit {process.ExitCode}: {error.Result}");
    }

    internal static ProcessStartInfo StartInfo(string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var (role, name) in new[] { ("AUTHOR", "Someone"), ("COMMITTER", "Someone") })
        {
            start.Environment[$"GIT_{role}_NAME"] = name;
            start.Environment[$"GIT_{role}_EMAIL"] = "someone@example.com";
        }

        return start;
    }
}
