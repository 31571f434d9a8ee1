using System.Runtime.CompilerServices;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>What the README tells a newcomer to type works.</summary>
public sealed class ReadmeTests
{
    private const string Run = "dotnet run --project src/Starter -- ";

    [Fact]
    public async Task FirstCommand_AsWritten_TakesTheSampleToGreen()
    {
        var first = Commands()[0];
        Assert.StartsWith(Run, first, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Root(), "src", "Starter", "Starter.csproj")));
        using var folder = new TestKit.ScratchFolder();

        var (code, output) = await UpProcess.RunAsync(folder.Path, first[Run.Length..].Split(' '));

        Assert.True(code == 0, output);
        Assert.Contains("green (BGA-G01", output, StringComparison.Ordinal);
        Assert.Contains("14 findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondCommand_AsWritten_IsTheTestRunner() => Assert.Equal("dotnet test", Commands()[1]);

    /// <summary>The lines of the README's shell blocks, in order.</summary>
    private static List<string> Commands()
    {
        var commands = new List<string>();
        var inside = false;
        foreach (var line in File.ReadLines(Path.Combine(Root(), "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```sh";
            }
            else if (inside && line.Length > 0)
            {
                commands.Add(line);
            }
        }

        return commands;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
