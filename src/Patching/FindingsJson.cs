using System.Text.Json;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Patching;

/// <summary>Findings as files: a JSON array with camel-case names, the form that <c>bgagent diagnose --json</c> has too.</summary>
internal static class FindingsJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>All findings where they are on disk, else the bounded ones of the request.</summary>
    public static async Task<IReadOnlyList<Finding>> ReadAsync(PatcherContext context, CancellationToken cancellationToken)
    {
        if (context.FindingsFile is null)
        {
            return context.Request.Findings;
        }

        await using var stream = File.OpenRead(context.FindingsFile);
        return await JsonSerializer.DeserializeAsync<IReadOnlyList<Finding>>(stream, Format, cancellationToken) ?? [];
    }

    public static async Task WriteAsync(IReadOnlyList<Finding> findings, string file, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, findings, Format, cancellationToken);
    }
}
