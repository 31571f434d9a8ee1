using System.Text;
using System.Text.Json;
using BackgroundAgent.Patching.Files;

namespace BackgroundAgent.Patching.Dependencies.Npm;

/// <summary>A <c>package.json</c> with the places of its version ranges; edits change just those characters.</summary>
internal sealed class PackageJson
{
    private static readonly string[] Sections = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

    private readonly TextFile _file;
    private readonly byte[] _utf8;
    private readonly List<(RangePlace Where, string Value)> _edits = [];

    private PackageJson(string path)
    {
        _file = TextFile.Read(path);
        _utf8 = Encoding.UTF8.GetBytes(_file.Text);
        Ranges = [.. Find()];
    }

    public string Path => _file.Path;

    public IReadOnlyList<RangePlace> Ranges { get; }

    /// <returns>Null for a file that is no JSON object; such ones lie around as test data.</returns>
    public static PackageJson? TryRead(string path)
    {
        try
        {
            return new PackageJson(path);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Set(RangePlace place, string value) => _edits.Add((place, value));

    public bool Save()
    {
        var utf8 = _utf8.ToList();
        foreach (var (where, value) in _edits.OrderByDescending(edit => edit.Where.Start))
        {
            utf8.RemoveRange(where.Start, where.Length);
            utf8.InsertRange(where.Start, Encoding.UTF8.GetBytes(value));
        }

        _file.Text = Encoding.UTF8.GetString([.. utf8]);
        return _file.Save();
    }

    private List<RangePlace> Find()
    {
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        List<RangePlace> found = [];
        string? section = null;
        string? name = null;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                section = reader.GetString();
            }
            else if (reader.CurrentDepth == 2 && reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString();
            }
            else if (reader.CurrentDepth == 2 && reader.TokenType == JsonTokenType.String && name is not null && Sections.Contains(section))
            {
                // The token starts with its quote.
                found.Add(new RangePlace(section!, name, reader.GetString()!, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
                name = null;
            }
        }

        return found;
    }
}

/// <summary>A version range in a <c>package.json</c>.</summary>
/// <param name="Section">Such as <c>devDependencies</c>.</param>
/// <param name="Name">The package.</param>
/// <param name="Range">What stands there.</param>
/// <param name="Start">Byte of the UTF-8 text.</param>
/// <param name="Length">In bytes.</param>
internal sealed record RangePlace(string Section, string Name, string Range, int Start, int Length);
