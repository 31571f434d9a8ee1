using System.Diagnostics;

namespace BackgroundAgent.Benchmarks;

/// <summary>Runs other programs; a benchmark measures from outside.</summary>
internal static class Programs
{
    public static string Repository { get; } = FindRepository();

    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static Task<string> RunAsync(string program, string folder, params string[] arguments) => RunWithInputAsync(program, folder, string.Empty, arguments);

    /// <summary>The same, with text for its standard input.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static async Task<string> RunWithInputAsync(string program, string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = input.Length > 0,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input.Length > 0)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}");
    }

    public static bool Exists(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>The command line, published in Release.</summary>
    public static async Task<string> PublishStarterAsync(string folder)
    {
        // With a runtime identifier the code is compiled ahead, as the documentation advises.
        await RunAsync(
            "dotnet", Repository, "publish", "src/Starter", "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-o", folder, "-v", "quiet");
        return Path.Combine(folder, OperatingSystem.IsWindows() ? "bgagent.exe" : "bgagent");
    }

    /// <summary>The small program of machine code that diagnoses by itself, published for this machine; a C compiler links it.</summary>
    public static async Task<string> PublishNativeAsync(string folder)
    {
        await RunAsync(
            "dotnet", Repository, "publish", "src/Starter.Native", "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "-o", folder, "-v", "quiet");
        return Path.Combine(folder, "bgagent");
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BackgroundAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("run it inside the clone");
        }

        return folder;
    }
}
