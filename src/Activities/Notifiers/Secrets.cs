namespace BackgroundAgent.Activities.Notifiers;

/// <summary>Reads a secret at the moment of its use.</summary>
internal static class Secrets
{
    private const string FromEnvironment = "env:";
    private const string FromFile = "file:";

    public static bool IsSource(string? source) => source is not null
        && ((source.StartsWith(FromEnvironment, StringComparison.Ordinal) && source.Length > FromEnvironment.Length)
            || (source.StartsWith(FromFile, StringComparison.Ordinal) && source.Length > FromFile.Length));

    public static async Task<string> ReadAsync(string source, CancellationToken cancellationToken)
    {
        if (source.StartsWith(FromFile, StringComparison.Ordinal))
        {
            return (await File.ReadAllTextAsync(source[FromFile.Length..], cancellationToken)).Trim();
        }

        var name = source[FromEnvironment.Length..];
        return Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"The environment has no variable {name}.");
    }
}
