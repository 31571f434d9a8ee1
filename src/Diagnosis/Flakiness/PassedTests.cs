namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>The names of the tests that passed, once each, within a bound.</summary>
internal sealed class PassedTests
{
    /// <summary>Names kept of one input.</summary>
    public const int MaxNames = 50_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public void Add(string? name)
    {
        if (!string.IsNullOrWhiteSpace(name) && _names.Count < MaxNames)
        {
            _names.Add(name.Trim());
        }
    }

    public IReadOnlyList<string> ToList() => [.. _names.Order(StringComparer.Ordinal)];
}
