using BackgroundAgent.Patching.Files;

namespace BackgroundAgent.Patching.Dependencies.NuGet;

/// <summary>An MSBuild file with the versions of packages in it.</summary>
internal sealed class ProjectFile
{
    private static readonly string[] References = ["PackageReference", "PackageVersion", "GlobalPackageReference"];

    private readonly TextFile _file;
    private readonly List<(Span Where, string Value)> _edits = [];

    public ProjectFile(string path)
    {
        _file = TextFile.Read(path);
        var elements = XmlSpans.Read(_file.Text);
        Packages = [.. elements.Where(element => References.Contains(element.Name)).SelectMany(Versions)];
        Properties = [.. elements.Where(element => element.Parent?.Name == "PropertyGroup").Select(Property).OfType<VersionPlace>()];
    }

    public string Path => _file.Path;

    /// <summary>Where a version of a package stands; one entry per name in <c>Include="A;B"</c>.</summary>
    public IReadOnlyList<VersionPlace> Packages { get; }

    /// <summary>MSBuild properties with a value.</summary>
    public IReadOnlyList<VersionPlace> Properties { get; }

    public void Set(VersionPlace place, string value)
    {
        if (_edits.TrueForAll(edit => edit.Where != place.Where))
        {
            _edits.Add((place.Where, value));
        }
    }

    /// <returns>Whether anything was written.</returns>
    public bool Save()
    {
        // From the end, so that earlier places stay where they are.
        foreach (var (where, value) in _edits.OrderByDescending(edit => edit.Where.Start))
        {
            _file.Text = string.Concat(_file.Text.AsSpan(0, where.Start), value, _file.Text.AsSpan(where.Start + where.Length));
        }

        _edits.Clear();
        return _file.Save();
    }

    private IEnumerable<VersionPlace> Versions(XmlElementSpan element)
    {
        var names = (Attribute(element, "Include") ?? Attribute(element, "Update"))?.Of(_file.Text);
        if (names is null)
        {
            return [];
        }

        Span?[] places = [Attribute(element, "Version"), Attribute(element, "VersionOverride"), Child(element, "Version"), Child(element, "VersionOverride")];
        return from name in names.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
               from place in places
               where place is not null
               select new VersionPlace(name, place.Value, place.Value.Of(_file.Text).Trim(), this);
    }

    private VersionPlace? Property(XmlElementSpan element)
        => element.Text is { } text ? new VersionPlace(element.Name, text, text.Of(_file.Text), this) : null;

    private static Span? Attribute(XmlElementSpan element, string name) => element.Attributes.TryGetValue(name, out var span) ? span : null;

    private static Span? Child(XmlElementSpan element, string name) => element.Children.FirstOrDefault(child => child.Name == name)?.Text;
}

/// <summary>A version, or a property that stands for one.</summary>
/// <param name="Name">Package id, or the property's name.</param>
/// <param name="Where">Its characters.</param>
/// <param name="Value">What stands there now.</param>
/// <param name="File">The file it stands in.</param>
internal sealed record VersionPlace(string Name, Span Where, string Value, ProjectFile File);
