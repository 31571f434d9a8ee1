using System.Globalization;

namespace BackgroundAgent.Forges.Local;

/// <summary>Logs of local CI by <c>local:RUN</c>, the newest attempt, or <c>local:RUN/ATTEMPT</c>.</summary>
internal sealed class LocalForgeLogs(CiLogs logs) : IForgeLogs
{
    public string Name => LocalForge.ForgeName;

    public string Host => "local:";

    public string? NotConfigured => null;

    public bool Owns(Uri address) => address.Scheme == LocalForge.ForgeName;

    public Task<IReadOnlyList<ForgeLog>> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        var parts = address.OriginalString[(LocalForge.ForgeName.Length + 1)..].Split('/');
        int? attempt = null;
        if (parts.Length > 2 || !TryNumber(parts[0], out var run) || (parts.Length == 2 && !TryNumber(parts[1], out attempt)))
        {
            throw new ForgeException(ForgeFault.Invalid, "A log of local CI is local:RUN or local:RUN/ATTEMPT, with numbers.");
        }

        attempt ??= logs.Newest(run!.Value);
        if (attempt is not { } number || !File.Exists(logs.File(run!.Value, number)))
        {
            throw new ForgeException(ForgeFault.NotFound, $"Local CI of this data directory has no log of run {run}{(parts.Length == 2 ? $", attempt {attempt}" : "")}.");
        }

        var file = logs.File(run.Value, number);
        return Task.FromResult<IReadOnlyList<ForgeLog>>([new(LocalCiOptions.CheckName, file, _ => Task.FromResult(logs.Open(run.Value, number) ?? Stream.Null))]);
    }

    private static bool TryNumber(string text, out int? number)
    {
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return number is not null;
    }
}
