using System.Reflection;
using BackgroundAgent.Patching.Yaml;

namespace BackgroundAgent.Patching.Policies;

/// <summary>Reads <c>.bgagent.yml</c>. Its keys, types and ranges are those of <see cref="Schema"/>; a test holds the two together.</summary>
public static class PolicyFile
{
    /// <summary>Where a repository keeps it.</summary>
    public const string FileName = ".bgagent.yml";

    /// <summary>The JSON schema, for editors; the same text as <c>docs/bgagent.schema.json</c>.</summary>
    public static string Schema { get; } = ReadSchema();

    /// <param name="text">Content of the file; an empty one says nothing.</param>
    /// <param name="name">How messages call it.</param>
    public static PolicyParseResult Parse(string text, string name = FileName)
    {
        List<FileFault> faults = [];
        var draft = new PolicyDraft(new YamlReader(faults));
        if (YamlTree.Read(text, faults) is { } root and not YamlScalar { IsNull: true })
        {
            draft.Read(root);
        }

        return new PolicyParseResult(name, draft.Result, [.. faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)]);
    }

    private static string ReadSchema()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("bgagent.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
