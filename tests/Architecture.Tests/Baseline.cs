using BackgroundAgent.Architecture.Tests.Reading;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>A committed text that must equal what the code says now.</summary>
internal static class Baseline
{
    /// <summary>Set to <c>1</c> to rewrite the committed texts instead of comparing them.</summary>
    public const string UpdateVariable = "BGAGENT_UPDATE_BASELINES";

    public static bool Updating => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    public static string UpdateCommand => $"{UpdateVariable}=1 dotnet test --project tests/Architecture.Tests";

    public static void AssertCurrent(string relativePath, string current)
    {
        var file = Repository.At(relativePath);
        if (Updating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, current);
        }

        var committed = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(committed == current, $"{relativePath} is not current. Write it again with: {UpdateCommand}\n{FirstDifference(committed, current)}");
    }

    private static string FirstDifference(string committed, string current)
    {
        var before = committed.Split('\n');
        var now = current.Split('\n');
        return string.Join('\n', before.Except(now).Take(20).Select(line => "  - " + line).Concat(now.Except(before).Take(20).Select(line => "  + " + line)));
    }
}
