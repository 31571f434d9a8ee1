using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.TaskQueues;

/// <summary>Which version of the workers gets which task, and what deployments remember of it.</summary>
public sealed class VersioningTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Deployment { get; } = Unique("dep");

    [Fact]
    public async Task Current_TakesNewWorkflows()
    {
        await RegisterAsync("b1");
        await SetCurrentAsync("b1");
        var run = await StartAsync();
        await CompleteVersionedAsync(await NextAsync("b1"), "b1", VersioningBehavior.Pinned);
        Subset.Matches(
            $$$"""
            {"workflowExecutionInfo":{"workerDeploymentName":"{{{Deployment}}}",
            "versioningInfo":{"behavior":"VERSIONING_BEHAVIOR_PINNED","version":"{{{Deployment}}}.b1","deploymentVersion":{"buildId":"b1"} } } }
            """,
            await DescribeAsync(run));
    }

    [Fact]
    public async Task Pinned_StaysWhenCurrentChanges()
    {
        await RegisterAsync("b1");
        await RegisterAsync("b2");
        await SetCurrentAsync("b1");
        await StartAsync();
        await CompleteVersionedAsync(await NextAsync("b1"), "b1", VersioningBehavior.Pinned);
        await SetCurrentAsync("b2");
        await SignalAsync();
        await CompleteVersionedAsync(await NextAsync("b1"), "b1", VersioningBehavior.Pinned, Commands.Complete());
    }

    [Fact]
    public async Task AutoUpgrade_MovesWhenCurrentChanges()
    {
        await RegisterAsync("b1");
        await RegisterAsync("b2");
        await SetCurrentAsync("b1");
        var run = await StartAsync();
        await CompleteVersionedAsync(await NextAsync("b1"), "b1", VersioningBehavior.AutoUpgrade);
        await SetCurrentAsync("b2");
        await SignalAsync();
        await CompleteVersionedAsync(await NextAsync("b2"), "b2", VersioningBehavior.AutoUpgrade, Commands.Complete());
        Subset.Matches("""{"workflowExecutionInfo":{"versioningInfo":{"deploymentVersion":{"buildId":"b2"}}}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task PinnedOverride_AtStart_GoesToItsVersion()
    {
        await RegisterAsync("b1");
        await RegisterAsync("b2");
        await SetCurrentAsync("b2");
        await StartAsync(r => r.VersioningOverride = PinnedTo("b1"));
        Assert.Equal(WorkflowId, (await NextAsync("b1")).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task PinnedOverride_UnknownVersion_IsFailedPrecondition() => await FailsAsync(
        Code.FailedPrecondition,
        $"Pinned version '{Deployment}:nope' is not present in task queue '{Queue}' of type 'Workflow'",
        () => StartAsync(r => r.VersioningOverride = PinnedTo("nope")));

    [Fact]
    public async Task Ramping_AllTheWay_TakesNewWorkflows()
    {
        await RegisterAsync("b1");
        await RegisterAsync("b2");
        await SetCurrentAsync("b1");
        await Service.SetWorkerDeploymentRampingVersionAsync(
            new() { Namespace = Namespace, DeploymentName = Deployment, BuildId = "b2", Percentage = 100, Identity = Me, IgnoreMissingTaskQueues = true }, Rpc());
        await SettledAsync();
        await StartAsync();
        Assert.Equal(WorkflowId, (await NextAsync("b2")).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task SetCurrent_Previous_Drains()
    {
        await RegisterAsync("b1");
        await RegisterAsync("b2");
        await SetCurrentAsync("b1");
        await SetCurrentAsync("b2");
        var summaries = (await SettledAsync()).WorkerDeploymentInfo.VersionSummaries.ToDictionary(v => v.DeploymentVersion.BuildId, v => v.Status);
        Assert.Equal(WorkerDeploymentVersionStatus.Current, summaries["b2"]);
        Assert.Equal(WorkerDeploymentVersionStatus.Draining, summaries["b1"]);
    }

    [Fact]
    public async Task SetCurrent_StaleToken_IsFailedPrecondition()
    {
        await RegisterAsync("b1");
        var before = await DescribeDeploymentAsync();
        await SetCurrentAsync("b1");
        await FailsAsync(Code.FailedPrecondition, "conflict token mismatch", () => Service.SetWorkerDeploymentCurrentVersionAsync(
            new() { Namespace = Namespace, DeploymentName = Deployment, ConflictToken = before!.ConflictToken, Identity = "other" }, Rpc()));
    }

    [Fact]
    public async Task Manager_Other_MayNotChangeRouting()
    {
        await RegisterAsync("b1");
        await Service.SetWorkerDeploymentManagerAsync(
            new() { Namespace = Namespace, DeploymentName = Deployment, ManagerIdentity = "boss", Identity = Me }, Rpc());
        await FailsAsync(Code.FailedPrecondition, "ManagerIdentity 'boss' is set and does not match user identity", () => SetCurrentAsync("b1"));
    }

    [Fact]
    public async Task Metadata_Upserted_IsDescribed()
    {
        await RegisterAsync("b1");
        await Service.UpdateWorkerDeploymentVersionMetadataAsync(
            new() { Namespace = Namespace, DeploymentVersion = Version("b1"), UpsertEntries = { ["k"] = Data.Json("v") }, Identity = Me }, Rpc());
        var described = await Service.DescribeWorkerDeploymentVersionAsync(new() { Namespace = Namespace, DeploymentVersion = Version("b1") }, Rpc());
        Subset.Matches(
            $$$$"""{"workerDeploymentVersionInfo":{"metadata":{"entries":{"k":"v"}},"taskQueueInfos":[{"name":"{{{{Queue}}}}","type":"TASK_QUEUE_TYPE_WORKFLOW"}]} }""",
            described);
    }

    [Fact]
    public async Task DeleteVersion_Current_IsFailedPrecondition()
    {
        await RegisterAsync("b1");
        await SetCurrentAsync("b1");
        await FailsAsync(Code.FailedPrecondition, $"version '{Deployment}:b1' cannot be deleted since it is current or ramping", () =>
            Service.DeleteWorkerDeploymentVersionAsync(new() { Namespace = Namespace, DeploymentVersion = Version("b1"), Identity = Me }, Rpc()));
    }

    [Fact]
    public async Task DescribeQueue_Versioned_NamesTheCurrentVersion()
    {
        await RegisterAsync("b1");
        await SetCurrentAsync("b1");
        var described = await Service.DescribeTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue } }, Rpc());
        Subset.Matches($$$"""{"versioningInfo":{"currentVersion":"{{{Deployment}}}.b1","currentDeploymentVersion":{"buildId":"b1"} } }""", described);
    }

    private WorkerDeploymentVersion Version(string build) => new() { DeploymentName = Deployment, BuildId = build };

    private VersioningOverride PinnedTo(string build) => new()
    {
        Pinned = new() { Behavior = VersioningOverride.Types.PinnedOverrideBehavior.Pinned, Version = Version(build) },
    };

    private WorkerDeploymentOptions Options(string build) =>
        new() { DeploymentName = Deployment, BuildId = build, WorkerVersioningMode = WorkerVersioningMode.Versioned };

    /// <summary>A poll makes the version known; it ends when the server says that it is.</summary>
    private async Task RegisterAsync(string build)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = Rpc();
        options.CancellationToken = stop.Token;
        var polling = Service.PollWorkflowTaskQueueAsync(
            new() { Namespace = Namespace, TaskQueue = new() { Name = Queue, Kind = TaskQueueKind.Normal }, Identity = Me, DeploymentOptions = Options(build) }, options);
        await EventuallyAsync(DescribeDeploymentAsync, d => d?.WorkerDeploymentInfo.VersionSummaries.Any(v => v.DeploymentVersion.BuildId == build) == true);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => polling);
    }

    private async Task SetCurrentAsync(string build)
    {
        await Service.SetWorkerDeploymentCurrentVersionAsync(
            new() { Namespace = Namespace, DeploymentName = Deployment, BuildId = build, Identity = Me, IgnoreMissingTaskQueues = true }, Rpc());
        await SettledAsync();
    }

    /// <summary>The genuine server tells its task queues a moment later.</summary>
    private async Task<DescribeWorkerDeploymentResponse> SettledAsync() => (await EventuallyAsync(
        DescribeDeploymentAsync, d => d?.WorkerDeploymentInfo.RoutingConfigUpdateState == RoutingConfigUpdateState.Completed))!;

    private async Task<DescribeWorkerDeploymentResponse?> DescribeDeploymentAsync()
    {
        try
        {
            return await Service.DescribeWorkerDeploymentAsync(new() { Namespace = Namespace, DeploymentName = Deployment }, Rpc());
        }
        catch (Temporalio.Exceptions.RpcException e) when (e.Code == Code.NotFound)
        {
            return null;
        }
    }

    private async Task<PollWorkflowTaskQueueResponse> NextAsync(string build)
    {
        var task = await PollAsync(change: r => r.DeploymentOptions = Options(build));
        Assert.False(task.TaskToken.IsEmpty, $"no workflow task came for version {build}");
        return task;
    }

    private Task CompleteVersionedAsync(
        PollWorkflowTaskQueueResponse task, string build, VersioningBehavior behavior, params Temporalio.Api.Command.V1.Command[] commands) =>
        CompleteAsync(task, r => (r.DeploymentOptions, r.VersioningBehavior) = (Options(build), behavior), commands);
}
