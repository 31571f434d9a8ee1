using System.Diagnostics;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>Runs real programs for tests.</summary>
internal static class Programs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The built command line, beside the tests.</summary>
    public static string Bgagent { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bgagent.exe" : "bgagent");

    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(string program, string folder, params string[] arguments)
        => await RunAsync(program, folder, new Dictionary<string, string>(), arguments);

    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit.TotalSeconds} s");
        }

        return (process.ExitCode, await output, await error);
    }

    public static async Task GitAsync(string folder, params string[] arguments)
    {
        var (exit, _, error) = await RunAsync("git", folder, ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", .. arguments]);
        Assert.True(exit == 0, $"git {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>A repository on branch <c>main</c> with one commit of one file.</summary>
    public static async Task<string> RepositoryAsync(TempFolder folder, string name = "app")
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(path);
        await GitAsync(path, "init", "-q", "-b", "main");
        await File.WriteAllTextAsync(Path.Combine(path, "readme.txt"), "hello\n");
        await GitAsync(path, "add", ".");
        await GitAsync(path, "commit", "-q", "-m", "start");
        return path;
    }
}
