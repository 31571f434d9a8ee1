using BackgroundAgent.TestKit.Temporal;

[assembly: AssemblyFixture(typeof(BackgroundAgent.DevServer.Tests.Conformance.OptionalServer))]

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>
/// A server with what is off by default turned on: fairness (with one partition for each queue, so that there is one order), the older ways of
/// worker versioning, workflow rules. A server at TEMPORAL_ADDRESS must have it set too.
/// </summary>
public sealed class OptionalServer() : TemporalServerFixture(new()
{
    DynamicConfig =
    [
        "matching.enableFairness=true",
        "matching.numTaskqueueReadPartitions=1",
        "matching.numTaskqueueWritePartitions=1",
        "frontend.workerVersioningDataAPIs=true",

        // Changes of version sets are few a second by default, and the cases make many at once.
        "frontend.rps.namespaceReplicationInducingAPIs=10000",
        "frontend.namespaceRPS.namespaceReplicationInducingAPIs=10000",
        "limit.taskQueuesPerBuildId=1000",
        "frontend.workerVersioningWorkflowAPIs=true",
        "frontend.workerVersioningRuleAPIs=true",
        "frontend.workflowRulesAPIsEnabled=true",
    ],
});
