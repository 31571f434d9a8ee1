namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>Tests that keep every core busy: beside them, those that wait a short time for something would wait in vain.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BusyCollection
{
    public const string Name = "busy";
}
