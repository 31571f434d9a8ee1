using System.CommandLine;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>One invocation of a verb: what was typed, and where to speak.</summary>
internal sealed class VerbContext(CliHost host, ParseResult parsed, GlobalOptions options)
{
    public CliHost Host => host;

    public ParseResult Parsed => parsed;

    public OutputMode Mode { get; } = host.Mode(parsed.GetValue(options.Json));

    /// <summary>Absolute path of the data directory, by option, environment or XDG rule.</summary>
    public string DataDirectory { get; } = Connections.DataDirectory.Resolve(host, parsed.GetValue(options.DataDirectory));

    /// <summary>Whether <c>--data-dir</c> was typed.</summary>
    public bool DataDirectoryGiven { get; } = parsed.GetValue(options.DataDirectory) is not null;

    public void Note(string line) => host.Error.WriteLine(line);
}
