using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BackgroundAgent.Contracts.Ci;

namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>
/// Files of a run's artifacts that may be reports. An artifact belongs to the run and names no job, so those count that were uploaded while the job ran; the
/// likeliest come first.
/// </summary>
internal sealed class GitHubReports(GitHubDownloads downloads)
{
    /// <summary>GitHub's times are whole seconds, and an artifact may be finished a moment after its job.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private static readonly string[] Kinds = [".xml", ".trx", ".json", ".sarif"];

    private static readonly string[] Words = ["test", "report", "result", "junit", "trx", "sarif", "lint"];

    public async IAsyncEnumerable<CiReport> ReadAsync(GitHubRepository github, CheckResult check, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (GitHubChecks.CheckRunId(check) is not { } id || await GitHubJob.FindAsync(github, id, cancellationToken) is not { } job)
        {
            yield break;
        }

        var left = DownloadLimits.FilesTogether;
        foreach (var artifact in await ListAsync(github, job, cancellationToken))
        {
            await using var archive = await DownloadAsync(github, artifact, cancellationToken);
            foreach (var entry in Entries(archive))
            {
                if (await UnpackAsync(entry, Math.Min(left, DownloadLimits.File), cancellationToken) is { } content)
                {
                    left -= content.Length;
                    yield return new CiReport(string.Create(CultureInfo.InvariantCulture, $"{artifact.Id}/{entry.FullName}"), $"{artifact.Name}/{entry.FullName}", content);
                }
            }
        }
    }

    private static async Task<List<Artifact>> ListAsync(GitHubRepository github, GitHubJob job, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"actions/runs/{job.RunId}/artifacts?per_page=100");
        if (await github.JsonAsync(path, cancellationToken) is not { } answer)
        {
            return [];
        }

        return
        [
            .. answer.GetProperty("artifacts").EnumerateArray().Select(Artifact.Of)
                .Where(artifact => !artifact.Expired && artifact.Bytes <= DownloadLimits.Artifact && IsOf(artifact, job))
                .OrderByDescending(artifact => Array.Exists(Words, word => artifact.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
                .ThenBy(artifact => artifact.Bytes).ThenBy(artifact => artifact.Id)
                .Take(DownloadLimits.Artifacts),
        ];
    }

    private static bool IsOf(Artifact artifact, GitHubJob job) => artifact.CreatedAt is not { } created
        || ((job.StartedAt is not { } started || created >= started - Slack) && (job.CompletedAt is not { } completed || created <= completed + Slack));

    /// <returns>Null: it is gone, not ours to see, larger than it said, or no archive.</returns>
    private async Task<ZipArchive?> DownloadAsync(GitHubRepository github, Artifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"actions/artifacts/{artifact.Id}/zip");
            await using var download = await downloads.OpenAsync(github, path, cancellationToken);
            var file = download is null ? null : await Spool.WholeAsync(download, DownloadLimits.Artifact, cancellationToken);
            return file is null ? null : await ReadAsync(file);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.Unauthorized)
        {
            return null;
        }
    }

    /// <param name="file">Closed with the archive, or here when it is none.</param>
    private static async Task<ZipArchive?> ReadAsync(FileStream file)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException)
        {
            await file.DisposeAsync();
            return null;
        }
    }

    private static IEnumerable<ZipArchiveEntry> Entries(ZipArchive? archive) => archive is null ? [] : archive.Entries
        .Where(entry => Kinds.Contains(Path.GetExtension(entry.Name), StringComparer.OrdinalIgnoreCase) && entry.Length <= DownloadLimits.File)
        .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
        .Take(DownloadLimits.Files);

    /// <returns>Null: it is broken, or unpacks to more than the bound whatever it said.</returns>
    private static async Task<Stream?> UnpackAsync(ZipArchiveEntry entry, long most, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await entry.OpenAsync(cancellationToken);
            return await Spool.WholeAsync(content, most, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private sealed record Artifact(long Id, string Name, long Bytes, bool Expired, DateTimeOffset? CreatedAt)
    {
        public static Artifact Of(JsonElement json) => new(
            json.GetProperty("id").GetInt64(),
            json.GetProperty("name").GetString()!,
            json.GetProperty("size_in_bytes").GetInt64(),
            json.GetProperty("expired").GetBoolean(),
            json.TryGetProperty("created_at", out var created) && created.ValueKind == JsonValueKind.String ? created.GetDateTimeOffset() : null);
    }
}
