using Microsoft.Extensions.FileSystemGlobbing;

namespace BackgroundAgent.Patching.Files;

/// <summary>The files of a work tree that a patcher may touch: no git data, nothing installed or built, no way out through links.</summary>
internal sealed class WorkTreeFiles(string root)
{
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", "node_modules", "bower_components", "bin", "obj", ".vs", ".idea", ".venv", "__pycache__",
    };

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <returns>Paths relative to the work tree, forward slashes, sorted.</returns>
    public IReadOnlyList<string> All() => [.. Walk(new DirectoryInfo(_root)).Select(Relative).Order(StringComparer.Ordinal)];

    /// <returns>Those of <see cref="All"/> that a glob matches; <c>**/</c> is any folder.</returns>
    public IReadOnlyList<string> Matching(string glob)
    {
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(glob);
        return [.. All().Where(path => matcher.Match(path).HasMatches)];
    }

    /// <summary>The file of a path that came from outside, such as a finding's.</summary>
    /// <returns>Absolute path; null when there is no such file in the work tree.</returns>
    public string? Resolve(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        if (!full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(full))
        {
            return null;
        }

        var parts = Relative(new FileInfo(full)).Split('/');
        var folder = _root;
        foreach (var part in parts)
        {
            folder = Path.Combine(folder, part);
            if (part == ".git" || new FileInfo(folder).LinkTarget is not null)
            {
                return null;
            }
        }

        return full;
    }

    public string Absolute(string relative) => Path.Combine(_root, relative);

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is FileInfo file)
            {
                yield return file;
            }
            else if (entry is DirectoryInfo below && !Skipped.Contains(below.Name))
            {
                foreach (var found in Walk(below))
                {
                    yield return found;
                }
            }
        }
    }

    private string Relative(FileInfo file) => Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
}
