namespace BackgroundAgent.Telemetry.Redaction;

/// <summary>Stands for an exception whose text held a secret.</summary>
/// <param name="cleaned">The whole text of the original with its stack trace, masked.</param>
internal sealed class RedactedException(string cleaned) : Exception(cleaned.Split('\n', 2)[0].TrimEnd('\r'))
{
    public override string ToString() => cleaned;
}
