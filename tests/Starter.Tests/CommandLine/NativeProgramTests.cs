using BackgroundAgent.Starter.Native;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

/// <summary>The small program that diagnoses by itself and becomes the whole one for everything else. NATIVE_BGAGENT names a published one to be tried instead of the built one.</summary>
public sealed class NativeProgramTests
{
    private const string Name = "BackgroundAgent.Starter.Native";

    private static string Native { get; } = Environment.GetEnvironmentVariable("NATIVE_BGAGENT") is { Length: > 0 } published
        ? published
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? Name + ".exe" : Name);

    [Theory]
    [InlineData("diagnose", "a.log")]
    [InlineData("diagnose", "--json", "a.log", "-")]
    [InlineData("diagnose", "a.log", "--markdown")]
    [InlineData("diagnose", "--json", "--stdin-paths")]
    public void Understands_PlainDiagnose_Yes(params string[] args) => Assert.True(QuickDiagnosis.Understands(args));

    [Theory]
    [InlineData]
    [InlineData("list")]
    [InlineData("diagnose")]
    [InlineData("diagnose", "--json")]
    [InlineData("diagnose", "--help")]
    [InlineData("diagnose", "a.log", "-h")]
    [InlineData("diagnose", "--json", "false", "a.log")]
    [InlineData("diagnose", "--json", "--json", "a.log")]
    [InlineData("diagnose", "--", "--json")]
    [InlineData("diagnose", "")]
    [InlineData("diagnose", "a.log", "https://example.org/build.log")]
    [InlineData("--json", "diagnose", "a.log")]
    public void Understands_AnythingElse_No(params string[] args) => Assert.False(QuickDiagnosis.Understands(args));

    [Theory]
    [InlineData("--json", "red.log", "dull.log")]
    [InlineData("--markdown", "red.log")]
    [InlineData("red.log")]
    [InlineData("gone.log")]
    public async Task Diagnose_BothPrograms_AnswerAlike(params string[] args)
    {
        using var folder = new TempFolder();
        folder.File("red.log", "src/App.cs(3,5): error CS0246: The type or namespace name 'X' could not be found [/src/App.csproj]\n");
        folder.File("dull.log", "nothing of note\n");

        var native = await Programs.RunAsync(Native, folder.Path, ["diagnose", .. args]);

        Assert.Equal(await Programs.RunAsync(Programs.Bgagent, folder.Path, ["diagnose", .. args]), native);
    }

    [Fact]
    public async Task OtherVerb_WholeProgramMissing_SaysWhereItIsSought()
    {
        using var folder = new TempFolder();

        var (exit, _, error) = await Programs.RunAsync("dotnet", folder.Path, Copy(folder), "list");

        Assert.Equal(1, exit);
        Assert.Contains(Path.Combine(folder.Path, "lib", "bgagent"), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherVerb_WholeProgramThere_GetsArgumentsAndExitCode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the small program is for systems with execv");
        using var folder = new TempFolder();
        var whole = folder.File("lib/bgagent", "#!/bin/sh\nprintf '%s|' \"$@\"\nexit 7\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(whole, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var (exit, output, _) = await Programs.RunAsync("dotnet", folder.Path, Copy(folder), "run", "--prompt", "two words");

        Assert.Equal(7, exit);
        Assert.Equal("run|--prompt|two words|", output);
    }

    /// <summary>The program in a folder of its own, since it looks for the whole one beside itself.</summary>
    private static string Copy(TempFolder folder)
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, Name + ".*").Append(Path.Combine(AppContext.BaseDirectory, "BackgroundAgent.Diagnosis.dll")))
        {
            if (Path.GetExtension(file) is ".dll" || file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
            }
        }

        return Path.Combine(folder.Path, Name + ".dll");
    }
}
