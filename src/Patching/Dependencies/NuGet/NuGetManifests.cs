using System.Text.RegularExpressions;
using BackgroundAgent.Patching.Files;
using NuGet.Versioning;

namespace BackgroundAgent.Patching.Dependencies.NuGet;

/// <summary>All MSBuild files of a work tree, and the versions that lead to each package.</summary>
internal sealed partial class NuGetManifests
{
    /// <summary>Properties may name properties; nobody nests deeper.</summary>
    private const int PropertyDepth = 5;

    private static readonly string[] Extensions = [".csproj", ".fsproj", ".vbproj", ".props", ".targets", ".proj"];

    private readonly List<ProjectFile> _files;

    public NuGetManifests(WorkTreeFiles files)
        => _files = [.. files.All()
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Select(path => new ProjectFile(files.Absolute(path)))];

    /// <summary>Everything that names a package, by its id.</summary>
    public ILookup<string, VersionPlace> Packages
        => _files.SelectMany(file => file.Packages).ToLookup(place => place.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Follows properties to the places where versions are written.</summary>
    /// <returns>Empty for a property that no file of the work tree sets.</returns>
    public IReadOnlyList<VersionPlace> Resolve(VersionPlace place, int depth = PropertyDepth)
    {
        var property = PropertyUse().Match(place.Value);
        if (!property.Success)
        {
            return [place];
        }

        return depth == 0
            ? []
            : [.. _files.SelectMany(file => file.Properties)
                .Where(candidate => candidate.Name.Equals(property.Groups["name"].Value, StringComparison.OrdinalIgnoreCase))
                .SelectMany(candidate => Resolve(candidate, depth - 1))];
    }

    /// <returns>Files written.</returns>
    public IReadOnlyList<string> Save() => [.. _files.Where(file => file.Save()).Select(file => file.Path)];

    /// <summary>The lowest version that a version text allows; null for one that names none, such as <c>*</c>.</summary>
    public static NuGetVersion? Lowest(string value)
        => VersionRange.TryParse(value, out var range) && range.MinVersion is { } min && !value.StartsWith('*') ? min : null;

    /// <summary>The new text in the old one's form: an exact <c>[1.2.3]</c> stays exact; ranges and floating versions become the version.</summary>
    public static string Rewrite(string old, string version) => ExactForm().IsMatch(old) ? $"[{version}]" : version;

    [GeneratedRegex(@"^\$\((?<name>[A-Za-z_][A-Za-z0-9_.\-]*)\)\z", RegexOptions.NonBacktracking)]
    private static partial Regex PropertyUse();

    [GeneratedRegex(@"^\[\s*[^,\s]+\s*\]\z", RegexOptions.NonBacktracking)]
    private static partial Regex ExactForm();
}
