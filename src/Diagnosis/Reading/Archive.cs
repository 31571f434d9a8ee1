using System.IO.Compression;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reading;

/// <summary>
/// Reads the entries of a zip archive, such as the logs of a GitHub Actions run, as one input. The archive of a run holds each step twice, in a file of its own
/// and in the job's file: where a job's file is there, its steps' files are left out.
/// </summary>
internal static class Archive
{
    /// <summary>Entries read of one archive.</summary>
    public const int MaxEntries = 5000;

    public static DiagnosisReport Diagnose(LogDiagnosis diagnosis, ReaderRegistry registry, Stream stream, string name, CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        stream.CopyTo(file);
        var reports = new List<DiagnosisReport>();
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            foreach (var entry in Chosen(archive))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var content = new BoundedStream(entry.Open());
                reports.Add(diagnosis.Diagnose(content, entry.FullName, cancellationToken));
            }
        }
        catch (InvalidDataException e)
        {
            reports.Add(BrokenInput.Report(registry, name, "zip", $"The archive cannot be read: {e.Message}"));
        }

        return Merged.Of(name, "zip", reports);
    }

    private static IEnumerable<ZipArchiveEntry> Chosen(ZipArchive archive)
    {
        var files = archive.Entries.Where(e => !e.FullName.EndsWith('/')).Take(MaxEntries).ToList();
        var jobs = files.Where(e => !e.FullName.Contains('/')).Select(e => JobName(e.Name)).ToHashSet(StringComparer.Ordinal);
        return files
            .Where(e => !e.FullName.Contains('/') || !jobs.Contains(e.FullName[..e.FullName.IndexOf('/')]))
            .OrderBy(e => e.FullName, StringComparer.Ordinal);
    }

    /// <summary><c>3_build (linux).txt</c> is the log of the job <c>build (linux)</c>.</summary>
    private static string JobName(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var underscore = name.IndexOf('_');
        return underscore > 0 && name[..underscore].All(char.IsAsciiDigit) ? name[(underscore + 1)..] : name;
    }
}
