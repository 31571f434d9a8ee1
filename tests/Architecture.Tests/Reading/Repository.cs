using System.Runtime.CompilerServices;

namespace BackgroundAgent.Architecture.Tests.Reading;

/// <summary>The clone this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string At(string relativePath) => Path.Combine(Root, relativePath);

    public static string Read(string relativePath) => File.ReadAllText(At(relativePath));

    /// <summary>Where this file stood at build time; tests that rewrite a baseline write there.</summary>
    private static string FindRoot([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here) })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "BackgroundAgent.sln")))
                {
                    return folder;
                }
            }
        }

        throw new DirectoryNotFoundException($"No BackgroundAgent.sln above {AppContext.BaseDirectory}");
    }
}
