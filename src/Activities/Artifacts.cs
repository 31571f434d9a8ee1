using System.Text;
using System.Text.Json;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Artifacts;

namespace BackgroundAgent.Activities;

/// <summary>Writes a task's artifacts, without secrets. The same name again replaces it, so that a repeated activity leaves one.</summary>
internal sealed class Artifacts(IArtifactStore store, Redactor redactor)
{
    /// <summary>Bytes of a text artifact; the middle of a longer one is left out.</summary>
    public const int MaxTextBytes = 32 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <param name="taskId">Whose it is.</param>
    /// <param name="name">Below the task's folder, such as <c>attempt-1/patch.diff</c>.</param>
    public Task<ArtifactRef> WriteTextAsync(string taskId, string name, string text, string mediaType, CancellationToken cancellationToken)
        => WriteAsync(taskId, name, redactor.Redact(text), mediaType, cancellationToken);

    public Task<ArtifactRef> WriteJsonAsync<T>(string taskId, string name, T value, CancellationToken cancellationToken)
        => WriteAsync(taskId, name, redactor.Redact(JsonSerializer.Serialize(value, Json)), "application/json", cancellationToken);

    public async Task<ArtifactRef> WriteFileAsync(string taskId, string name, string file, CancellationToken cancellationToken)
    {
        var text = await ReadBoundedAsync(file, cancellationToken);
        return await WriteTextAsync(taskId, name, text, "text/plain", cancellationToken);
    }

    public Task<Stream?> OpenAsync(ArtifactRef artifact, CancellationToken cancellationToken) => store.OpenAsync(artifact, cancellationToken);

    public string Redact(string text) => redactor.Redact(text);

    private async Task<ArtifactRef> WriteAsync(string taskId, string name, string text, string mediaType, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await store.WriteAsync($"tasks/{taskId}/{name}", content, mediaType, cancellationToken);
    }

    private static async Task<string> ReadBoundedAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        if (stream.Length <= MaxTextBytes)
        {
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(cancellationToken);
        }

        var half = new byte[MaxTextBytes / 2];
        await stream.ReadExactlyAsync(half, cancellationToken);
        var head = Encoding.UTF8.GetString(half);
        stream.Position = stream.Length - half.Length;
        await stream.ReadExactlyAsync(half, cancellationToken);
        return $"{head}\n… {stream.Length - MaxTextBytes} bytes left out …\n{Encoding.UTF8.GetString(half)}";
    }
}
