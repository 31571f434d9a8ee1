using System.Xml.Linq;

namespace BackgroundAgent.Architecture.Tests.Reading;

/// <summary>One project file.</summary>
internal sealed record ProjectFile(string Path, XDocument Xml)
{
    public static IReadOnlyList<ProjectFile> All { get; } = [.. Load()];

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>As it is built here; a condition is for publishing.</summary>
    public string AssemblyName
        => Xml.Descendants("AssemblyName").FirstOrDefault(name => name.Parent!.Attribute("Condition") is null)?.Value ?? "BackgroundAgent." + Name;

    /// <summary>Names of the projects of ours it references.</summary>
    public IReadOnlyList<string> References =>
    [
        .. Xml.Descendants("ProjectReference").Select(item => System.IO.Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value)),
    ];

    private static IEnumerable<ProjectFile> Load()
        => new[] { "src", "tests", "bench" }
            .Select(Repository.At)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(file => new ProjectFile(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), XDocument.Load(file)));
}
