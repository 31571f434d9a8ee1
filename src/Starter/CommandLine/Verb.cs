using System.CommandLine;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>A command with examples in its <c>--help</c>.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines, each with a word on what it is for.</summary>
    public required IReadOnlyList<Example> Examples { get; init; }

    public static Verb Of(string name, string description, params Example[] examples) => new(name, description) { Examples = examples };
}

/// <param name="CommandLine">As typed.</param>
/// <param name="Purpose">A few words.</param>
internal sealed record Example(string CommandLine, string Purpose);
