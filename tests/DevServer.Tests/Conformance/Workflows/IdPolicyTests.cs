using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Every pair of id policies against every state the id's last run can be in.</summary>
public sealed class IdPolicyTests(ConformanceServer server) : ConformanceTest(server)
{
    public static TheoryData<string, WorkflowIdReusePolicy, WorkflowIdConflictPolicy, string> Matrix()
    {
        var rows = new TheoryData<string, WorkflowIdReusePolicy, WorkflowIdConflictPolicy, string>();
        foreach (var state in new[] { "running", "completed", "failed", "canceled", "terminated", "continued" })
        {
            foreach (var reuse in new[] { WorkflowIdReusePolicy.Unspecified, WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdReusePolicy.AllowDuplicateFailedOnly, WorkflowIdReusePolicy.RejectDuplicate })
            {
                foreach (var conflict in new[] { WorkflowIdConflictPolicy.Unspecified, WorkflowIdConflictPolicy.Fail, WorkflowIdConflictPolicy.UseExisting, WorkflowIdConflictPolicy.TerminateExisting })
                {
                    if (reuse != WorkflowIdReusePolicy.RejectDuplicate || conflict != WorkflowIdConflictPolicy.TerminateExisting)
                    {
                        rows.Add(state, reuse, conflict, Expected(state, reuse, conflict));
                    }
                }
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Start_SecondTime_FollowsPolicies(string state, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict, string expected)
    {
        var first = await InStateAsync(state);
        var outcome = "";
        try
        {
            var response = await Service.StartWorkflowExecutionAsync(
                StartRequest(r => (r.WorkflowIdReusePolicy, r.WorkflowIdConflictPolicy) = (reuse, conflict)), Rpc());
            var before = await DescribeAsync(first);
            outcome = response.RunId == first.RunId ? "existing"
                : state is "running" or "continued" && before.WorkflowExecutionInfo.Status == WorkflowExecutionStatus.Terminated ? "replaced"
                : "new";
            Assert.Equal(response.RunId != first.RunId, response.Started);
        }
        catch (RpcException e)
        {
            outcome = e.Code.ToString();
            Assert.Equal(first.RunId, Detail<WorkflowExecutionAlreadyStartedFailure>(e).RunId);
        }

        Assert.Equal(expected, outcome);
    }

    [Fact]
    public async Task Start_UsingExisting_AddsNothingToIt()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await Service.StartWorkflowExecutionAsync(StartRequest(r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting), Rpc());
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            TimerStarted
            """);
    }

    private static string Expected(string state, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict) => state switch
    {
        "running" or "continued" => conflict switch
        {
            WorkflowIdConflictPolicy.UseExisting => "existing",
            WorkflowIdConflictPolicy.TerminateExisting => "replaced",
            _ => "AlreadyExists",
        },
        "completed" => reuse is WorkflowIdReusePolicy.Unspecified or WorkflowIdReusePolicy.AllowDuplicate ? "new" : "AlreadyExists",
        _ => reuse == WorkflowIdReusePolicy.RejectDuplicate ? "AlreadyExists" : "new",
    };

    private async Task<Execution> InStateAsync(string state)
    {
        var run = await StartAsync();
        switch (state)
        {
            case "completed":
                await CompleteAsync(await NextTaskAsync(), Commands.Complete());
                break;
            case "failed":
                await CompleteAsync(await NextTaskAsync(), Commands.Fail());
                break;
            case "canceled":
                await CancelAsync(run);
                await CompleteAsync(await NextTaskAsync(), Commands.Cancel());
                break;
            case "terminated":
                await TerminateAsync(run);
                break;
            case "continued":
                await CompleteAsync(await NextTaskAsync(), Commands.ContinueAsNew(Queue));
                run.RunId = (await DescribeAsync(new() { WorkflowId = WorkflowId })).WorkflowExecutionInfo.Execution.RunId;
                break;
        }

        return run;
    }
}
