namespace BackgroundAgent.Forges.Git;

/// <summary>Removes what a killed process leaves in a git directory: lock files, half-written packs, half-done merges.</summary>
internal static class StaleGitFiles
{
    /// <summary>Bytes: 40 hexadecimal digits; a line end follows.</summary>
    private const int ShortestReference = 40;

    private static readonly string[] WorkTreeFiles = ["HEAD", "commondir", "gitdir", "index"];

    /// <summary>Call with the mirror's lock.</summary>
    public static void RemoveFromMirror(string mirror)
    {
        foreach (var name in new[] { "packed-refs.lock", "packed-refs.new", "config.lock", "HEAD.lock", "shallow.lock", "FETCH_HEAD" })
        {
            Folders.Remove(Path.Join(mirror, name));
        }

        foreach (var file in Files(Path.Join(mirror, "refs", "remotes"), "*.lock"))
        {
            File.Delete(file);
        }

        // A reference is renamed into place; an empty or short one is what a power cut leaves.
        foreach (var file in Files(Path.Join(mirror, "refs"), "*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            if (new FileInfo(file) is { Exists: true, Length: < ShortestReference })
            {
                File.Delete(file);
            }
        }

        foreach (var pattern in new[] { "tmp_*", "*_tmp_*", ".tmp-*", "*.lock", "*.temp" })
        {
            foreach (var file in Files(Path.Join(mirror, "objects", "pack"), pattern))
            {
                File.Delete(file);
            }
        }

        foreach (var quarantine in Folder(Path.Join(mirror, "objects"), "tmp_objdir-*"))
        {
            Folders.Remove(quarantine);
        }
    }

    /// <summary>Call with the work tree's lock. Leaves only what makes a work tree: no lock, no merge, no setting of its own.</summary>
    public static void RemoveFromWorkTree(string gitDirectory)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(gitDirectory))
        {
            if (!WorkTreeFiles.Contains(Path.GetFileName(entry)))
            {
                Folders.Remove(entry);
            }
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern)
        => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).ToList() : [];

    private static IEnumerable<string> Folder(string folder, string pattern)
        => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern).ToList() : [];
}
