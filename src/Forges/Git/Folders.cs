namespace BackgroundAgent.Forges.Git;

/// <summary>File-system steps that survive what builds leave behind.</summary>
internal static class Folders
{
    /// <summary>Removes a folder, a file or a link; read-only folders inside (module caches) are made writable first. None there is success.</summary>
    public static void Remove(string path)
    {
        var info = new FileInfo(path);
        if (info.Exists || info.LinkTarget is not null)
        {
            info.Delete();
            return;
        }

        if (!Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            MakeWritable(new DirectoryInfo(path));
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Replaces a file whole or not at all; leaves one with the same text alone.</summary>
    public static void WriteText(string path, string text)
    {
        if (File.Exists(path) && new FileInfo(path).LinkTarget is null && File.ReadAllText(path) == text)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            Remove(path);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private static void MakeWritable(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null || OperatingSystem.IsWindows())
        {
            return;
        }

        folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var child in folder.EnumerateDirectories())
        {
            MakeWritable(child);
        }
    }
}
