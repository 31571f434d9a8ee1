using BackgroundAgent.TestKit.Temporal;
using Temporalio.Common;

[assembly: AssemblyFixture(typeof(BackgroundAgent.DevServer.Tests.Conformance.ConformanceServer))]

// Cases wait on the server far more than they compute, so many run at once even on two cores.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 24)]

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>The one server all conformance cases share; which one, the environment says (see the fixture).</summary>
public sealed class ConformanceServer() : TemporalServerFixture(new()
{
    SearchAttributes =
    [
        SearchAttributeKey.CreateKeyword("CaseKeyword"),
        SearchAttributeKey.CreateText("CaseText"),
        SearchAttributeKey.CreateLong("CaseInt"),
        SearchAttributeKey.CreateDouble("CaseDouble"),
        SearchAttributeKey.CreateBool("CaseBool"),
        SearchAttributeKey.CreateDateTimeOffset("CaseDatetime"),
        SearchAttributeKey.CreateKeywordList("CaseKeywordList"),
    ],

    // Off, or too low for many cases at once, by default on the genuine server; a server at TEMPORAL_ADDRESS must have it set too.
    DynamicConfig =
    [
        "frontend.WorkflowPauseEnabled=true",
        "system.enableActivityEagerExecution=true",
        "frontend.MaxConcurrentBatchOperationPerNamespace=100",
    ],
});
