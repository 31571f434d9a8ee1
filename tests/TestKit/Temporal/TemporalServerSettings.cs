using Temporalio.Common;

namespace BackgroundAgent.TestKit.Temporal;

/// <summary>What a test project wants from its server. Every property has a working default.</summary>
public sealed record TemporalServerSettings
{
    /// <summary>Custom search attributes registered before the first test. Default: none.</summary>
    public IReadOnlyList<SearchAttributeKey> SearchAttributes { get; init; } = [];

    /// <summary>Dynamic configuration as <c>key=value</c>, given to servers that are started here. Default: none.</summary>
    public IReadOnlyList<string> DynamicConfig { get; init; } = [];

    /// <summary>SQLite file of the server. Default: none, everything in memory. Ignored with TEMPORAL_ADDRESS.</summary>
    public string? DatabaseFile { get; init; }

    /// <summary>
    /// Asks for a server that skips time. Only the embedded server is used for it: the genuine dev server cannot skip,
    /// so TEMPORAL_CLI_PATH and TEMPORAL_ADDRESS are not looked at.
    /// </summary>
    public bool TimeSkipping { get; init; }
}
