namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>The SDK gives a program five seconds to start, so these tests do not share the machine with the rest.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostProcessCollection
{
    public const string Name = "host process";
}
