using System.Globalization;
using System.IO.Compression;

namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>The log of a job: its own, or its part of the run attempt's, which comes as a zip and is kept when the job's is not.</summary>
internal sealed class GitHubLogs(GitHubDownloads downloads)
{
    /// <returns>Null: there is no log, or none any more.</returns>
    public async Task<Stream?> OpenAsync(GitHubRepository github, long job, CancellationToken cancellationToken)
        => await downloads.OpenAsync(github, string.Create(CultureInfo.InvariantCulture, $"actions/jobs/{job}/logs"), cancellationToken)
            ?? await FromRunAsync(github, job, cancellationToken);

    /// <exception cref="ForgeException">Also <see cref="ForgeFault.NotFound"/> and <see cref="ForgeFault.Expired"/>: neither has it.</exception>
    public async Task<Stream> ReadAsync(GitHubRepository github, long job, CancellationToken cancellationToken)
    {
        try
        {
            return await downloads.ReadAsync(github, string.Create(CultureInfo.InvariantCulture, $"actions/jobs/{job}/logs"), cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault is ForgeFault.NotFound or ForgeFault.Expired)
        {
            return await FromRunAsync(github, job, cancellationToken) ?? throw new ForgeException(fault.Fault, fault.Message, fault);
        }
    }

    private async Task<Stream?> FromRunAsync(GitHubRepository github, long id, CancellationToken cancellationToken)
    {
        if (await GitHubJob.FindAsync(github, id, cancellationToken) is not { } job)
        {
            return null;
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"actions/runs/{job.RunId}/attempts/{job.RunAttempt}/logs");
        await using var download = await downloads.OpenAsync(github, path, cancellationToken);
        await using var file = download is null ? null : await Spool.WholeAsync(download, DownloadLimits.LogArchive, cancellationToken);
        if (file is null)
        {
            return null;
        }

        try
        {
            await using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            return await PartAsync(archive, job.Name, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The job's file, <c>3_build.txt</c>; where there is none, the files of its steps in the folder <c>build</c>, in their order.</summary>
    private static async Task<Stream?> PartAsync(ZipArchive archive, string job, CancellationToken cancellationToken)
    {
        var whole = archive.Entries.FirstOrDefault(entry => !entry.FullName.Contains('/', StringComparison.Ordinal) && Letters(Numberless(entry.Name)) == Letters(job));
        if (whole is not null)
        {
            await using var content = await whole.OpenAsync(cancellationToken);
            return await Spool.StartAsync(content, DownloadLimits.LogOfJob, cancellationToken);
        }

        var steps = archive.Entries.Where(entry => entry.Name.Length > 0 && entry.FullName.Split('/') is [var folder, _] && Letters(folder) == Letters(job))
            .OrderBy(entry => int.TryParse(entry.Name.Split('_')[0], CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue).ToList();
        if (steps.Count == 0)
        {
            return null;
        }

        using var all = new MemoryStream();
        foreach (var step in steps)
        {
            await using var content = await step.OpenAsync(cancellationToken);
            await using var kept = await Spool.StartAsync(content, DownloadLimits.File, cancellationToken);
            await kept.CopyToAsync(all, cancellationToken);
        }

        all.Position = 0;
        return await Spool.StartAsync(all, DownloadLimits.LogOfJob, cancellationToken);
    }

    private static string Numberless(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var underscore = name.IndexOf('_', StringComparison.Ordinal);
        return underscore > 0 && name[..underscore].All(char.IsAsciiDigit) ? name[(underscore + 1)..] : name;
    }

    /// <summary>GitHub replaces what a file's name may not hold.</summary>
    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
