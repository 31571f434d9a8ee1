using System.Security.Cryptography;

namespace BackgroundAgent.Worker.Data;

/// <summary>Small values that are made once and kept for the life of a data directory.</summary>
internal static class OnceWrittenFile
{
    private const int SecretBytes = 32;
    private const int HostNameBytes = 5;

    /// <summary>256 random bits, hexadecimal, in a file that only its owner can read.</summary>
    public static string WebhookSecret(DataLayout layout)
        => ReadOrWrite(layout.WebhookSecretFile, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>The machine's name with a random end: two data directories of a machine are two hosts.</summary>
    public static string HostName(DataLayout layout)
        => ReadOrWrite(layout.HostNameFile, () => $"{Plain(Environment.MachineName)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(HostNameBytes))}");

    private static string ReadOrWrite(string file, Func<string> make)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        var value = make();
        WriteForOwner(file, value);
        return value;
    }

    /// <summary>Replaces a file whole; only its owner can read it, from its first byte on.</summary>
    public static void WriteForOwner(string file, string text)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }

    private static string Plain(string name)
        => string.Concat(name.ToLowerInvariant().Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-').Take(40)) is { Length: > 0 } plain ? plain : "host";
}
