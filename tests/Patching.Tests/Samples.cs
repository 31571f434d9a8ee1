namespace BackgroundAgent.Patching.Tests;

internal static class Samples
{
    public static string Folder { get; } = Path.Combine(Repository(), "samples");

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BackgroundAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
