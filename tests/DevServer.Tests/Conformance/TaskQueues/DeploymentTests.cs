using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.TaskQueues;

/// <summary>Worker deployments: a version appears by polling, becomes current or ramping, and takes the tasks.</summary>
public sealed class DeploymentTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Deployment { get; } = Unique("dep");

    [Fact]
    public async Task Poll_Versioned_MakesTheDeploymentKnown()
    {
        using var stop = new CancellationTokenSource();
        var polling = KeepPollingAsync("b1", stop.Token);
        var answer = await DescribedAsync(d => d.WorkerDeploymentInfo.VersionSummaries.Count == 1);
        Assert.Equal("b1", answer.WorkerDeploymentInfo.VersionSummaries[0].DeploymentVersion.BuildId);
        await stop.CancelAsync();
        await polling;
    }

    [Fact]
    public async Task SetCurrent_RoutesNewWorkflows()
    {
        using var stop = new CancellationTokenSource();
        var polling = KeepPollingAsync("b1", stop.Token);
        await DescribedAsync(d => d.WorkerDeploymentInfo.VersionSummaries.Count == 1);
        await SetCurrentAsync("b1");
        Subset.Matches(
            $$$$"""{"workerDeploymentInfo":{"name":"{{{{Deployment}}}}","routingConfig":{"currentDeploymentVersion":{"buildId":"b1","deploymentName":"{{{{Deployment}}}}"} } } }""",
            await DescribedAsync(d => d.WorkerDeploymentInfo.RoutingConfig.CurrentDeploymentVersion?.BuildId == "b1"));
        await stop.CancelAsync();
        await polling;
    }

    [Fact]
    public async Task SetRamping_IsInRoutingConfig()
    {
        using var stop = new CancellationTokenSource();
        var polling = KeepPollingAsync("b1", stop.Token);
        await DescribedAsync(d => d.WorkerDeploymentInfo.VersionSummaries.Count == 1);
        await Service.SetWorkerDeploymentRampingVersionAsync(
            new() { Namespace = Namespace, DeploymentName = Deployment, BuildId = "b1", Percentage = 30, Identity = Me }, Rpc());
        var answer = await DescribedAsync(d => d.WorkerDeploymentInfo.RoutingConfig.RampingVersionPercentage > 0);
        Assert.Equal(30, answer.WorkerDeploymentInfo.RoutingConfig.RampingVersionPercentage);
        await stop.CancelAsync();
        await polling;
    }

    [Fact]
    public async Task SetCurrent_UnknownVersion_Fails() => await FailsAsync(Code.NotFound, "", () => SetCurrentAsync("nothing"));

    [Fact]
    public async Task Describe_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound,
        "",
        () => Service.DescribeWorkerDeploymentAsync(new() { Namespace = Namespace, DeploymentName = Deployment }, Rpc()));

    [Fact]
    public async Task List_HasIt()
    {
        using var stop = new CancellationTokenSource();
        var polling = KeepPollingAsync("b1", stop.Token);
        await DescribedAsync(d => d.WorkerDeploymentInfo.VersionSummaries.Count == 1);
        await EventuallyAsync(
            () => Service.ListWorkerDeploymentsAsync(new() { Namespace = Namespace, PageSize = 100 }, Rpc()),
            a => a.WorkerDeployments.Any(d => d.Name == Deployment));
        await stop.CancelAsync();
        await polling;
    }

    [Fact]
    public async Task Poll_WithoutBuildId_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "Both deployment name and build id must be set when versioning is enabled.",
        () => PollAsync(change: r => r.DeploymentOptions = new() { DeploymentName = Deployment, WorkerVersioningMode = WorkerVersioningMode.Versioned }));

    private Task SetCurrentAsync(string build) => Service.SetWorkerDeploymentCurrentVersionAsync(
        new() { Namespace = Namespace, DeploymentName = Deployment, BuildId = build, Identity = Me }, Rpc());

    private Task<DescribeWorkerDeploymentResponse> DescribedAsync(Func<DescribeWorkerDeploymentResponse, bool> fits) => EventuallyAsync(
        async () =>
        {
            try
            {
                return await Service.DescribeWorkerDeploymentAsync(new() { Namespace = Namespace, DeploymentName = Deployment }, Rpc());
            }
            catch (Temporalio.Exceptions.RpcException e) when (e.Code == Code.NotFound)
            {
                return new() { WorkerDeploymentInfo = new() { RoutingConfig = new() } };
            }
        },
        fits);

    private async Task KeepPollingAsync(string build, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var options = Rpc();
            options.CancellationToken = stop;
            try
            {
                await Service.PollWorkflowTaskQueueAsync(
                    new()
                    {
                        Namespace = Namespace,
                        TaskQueue = new() { Name = Queue, Kind = TaskQueueKind.Normal },
                        Identity = Me,
                        DeploymentOptions = new() { DeploymentName = Deployment, BuildId = build, WorkerVersioningMode = WorkerVersioningMode.Versioned },
                    },
                    options);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
