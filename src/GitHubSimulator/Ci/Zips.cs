using System.IO.Compression;
using System.Text;

namespace BackgroundAgent.GitHubSimulator.Ci;

/// <summary>Packs texts as GitHub packs logs and artifacts.</summary>
internal static class Zips
{
    public static byte[] Of(IEnumerable<KeyValuePair<string, string>> files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return buffer.ToArray();
    }
}
