using System.Globalization;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>Where the log of a run attempt lies: among the artifacts, at a path that people can open while the job runs.</summary>
internal sealed class CiLogs(IOptions<ForgesOptions> options)
{
    private readonly string root = Path.Join(Path.GetFullPath(options.Value.DataDirectory), "artifacts", "ci");

    public string File(long runId, int attempt)
        => Path.Join(root, string.Create(CultureInfo.InvariantCulture, $"run-{runId}"), string.Create(CultureInfo.InvariantCulture, $"attempt-{attempt}.log"));

    /// <summary>The last attempt of a run that has a log; null where there is none.</summary>
    public int? Newest(long runId)
    {
        var folder = Path.GetDirectoryName(File(runId, 1))!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "attempt-*.log")
                .Select(file => int.TryParse(Path.GetFileNameWithoutExtension(file)["attempt-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0)
                .Where(attempt => attempt > 0)
                .Cast<int?>()
                .Max()
            : null;
    }

    public Stream? Open(long runId, int attempt)
    {
        try
        {
            return new FileStream(
                File(runId, attempt), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
