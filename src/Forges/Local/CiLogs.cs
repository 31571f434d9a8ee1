using System.Globalization;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>Where the log of a run attempt lies: among the artifacts, at a path that people can open while the job runs.</summary>
internal sealed class CiLogs(IOptions<ForgesOptions> options)
{
    private readonly string root = Path.Join(Path.GetFullPath(options.Value.DataDirectory), "artifacts", "ci");

    public string File(long runId, int attempt)
        => Path.Join(root, string.Create(CultureInfo.InvariantCulture, $"run-{runId}"), string.Create(CultureInfo.InvariantCulture, $"attempt-{attempt}.log"));

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
