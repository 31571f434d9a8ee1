using BackgroundAgent.TestKit.Temporal;
using BackgroundAgent.Worker.Tests;

[assembly: AssemblyFixture(typeof(Server))]

namespace BackgroundAgent.Worker.Tests;

/// <summary>One Temporal server for all tests of this project.</summary>
public sealed class Server : TemporalServerFixture;
