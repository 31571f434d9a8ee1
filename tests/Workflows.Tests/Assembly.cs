using BackgroundAgent.Workflows.Tests.Fakes;

[assembly: AssemblyFixture(typeof(TaskServer))]
[assembly: AssemblyFixture(typeof(SkippingTaskServer))]
// The tests wait more than they work.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 12)]
