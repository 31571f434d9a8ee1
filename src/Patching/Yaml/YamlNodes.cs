namespace BackgroundAgent.Patching.Yaml;

/// <summary>A place in a YAML file, both from 1.</summary>
internal readonly record struct YamlPlace(int Line, int Column);

/// <summary>A mistake in a file that a person wrote.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record FileFault(int Line, int Column, string Message)
{
    /// <summary>As compilers write it, so that editors jump there.</summary>
    public string ToString(string fileName) => $"{fileName}:{Line}:{Column}: {Message}";
}

internal abstract record YamlNode(YamlPlace Place);

/// <param name="Quoted">In quotes or a block; never a number, a boolean or null then.</param>
internal sealed record YamlScalar(YamlPlace Place, string Text, bool Quoted) : YamlNode(Place)
{
    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlList(YamlPlace Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place);

internal sealed record YamlMap(YamlPlace Place, IReadOnlyList<YamlEntry> Entries) : YamlNode(Place);

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
