using System.Reflection;
using System.Text;

namespace BackgroundAgent.Starter.Demo;

/// <summary>The folder of one demo: the sample repository, its playbook, and a data directory of its own.</summary>
internal sealed record DemoFolder(string Root)
{
    private const string Prefix = "samples/parcels/";

    public string Repository => Path.Combine(Root, "repository");

    public string Playbook => Path.Combine(Root, "playbook.yml");

    public string Data => Path.Combine(Root, "data");

    /// <summary>Writes the sample, which travels inside the assembly, into a folder that no other demo has.</summary>
    public static DemoFolder Create(string dataDirectory, DateTimeOffset now)
    {
        var stem = Path.Combine(dataDirectory, "demos", $"{now:yyyyMMdd-HHmmss}");
        var root = stem;
        for (var number = 2; Directory.Exists(root); number++)
        {
            root = $"{stem}-{number}";
        }

        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var path = Path.Combine(root, Path.Combine(name[Prefix.Length..].Split('/', '\\')));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var source = assembly.GetManifestResourceStream(name)!;
            using var target = File.Create(path);
            source.CopyTo(target);
        }

        return new DemoFolder(root);
    }

    public string PlaybookText() => File.ReadAllText(Playbook, Encoding.UTF8);
}
