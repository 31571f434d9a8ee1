using System.Text.Json;
using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Activities.Workspaces;

/// <summary>A folder for one patch, outside the work tree; empty at the start even if an earlier try was killed, gone at the end.</summary>
internal sealed class PatchScratch : IDisposable
{
    private PatchScratch(string path) => Path = path;

    public string Path { get; }

    public static PatchScratch Make(string dataDirectory, string taskId, int attempt)
    {
        var scratch = new PatchScratch(System.IO.Path.Combine(Folder(dataDirectory, taskId), $"attempt-{attempt}"));
        scratch.Dispose();
        Directory.CreateDirectory(scratch.Path);
        return scratch;
    }

    public static void RemoveAll(string dataDirectory, string taskId) => Remove(Folder(dataDirectory, taskId));

    /// <summary>All findings of the last run as a JSON array; null before the first run.</summary>
    public async Task<string?> WriteFindingsAsync(PatchRequest request, Artifacts artifacts, CancellationToken cancellationToken)
    {
        if (request.AllFindings is null && request.Findings.Count == 0)
        {
            return null;
        }

        var file = System.IO.Path.Combine(Path, "findings.json");
        await using var target = File.Create(file);
        await using var all = request.AllFindings is { } artifact ? await artifacts.OpenAsync(artifact, cancellationToken) : null;
        if (all is not null)
        {
            await all.CopyToAsync(target, cancellationToken);
        }
        else
        {
            await JsonSerializer.SerializeAsync(target, request.Findings, JsonSerializerOptions.Web, cancellationToken);
        }

        return file;
    }

    public void Dispose() => Remove(Path);

    private static string Folder(string dataDirectory, string taskId) => System.IO.Path.Combine(dataDirectory, "scratch", taskId);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
