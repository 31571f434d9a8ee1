using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Activities;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>Activities that answer as their task's <see cref="Scenario"/> says.</summary>
internal sealed class FakeActivities(string hostQueue)
    : IWorkspaceActivities, IHostActivities, ICiActivities, IPullRequestActivities, INotificationActivities
{
    [Activity]
    public async Task<string> ChooseHostAsync(string taskId)
    {
        var scenario = Scenario.Of(taskId, hostQueue);
        await scenario.EnterAsync("ChooseHost");
        return scenario.Host();
    }

    [Activity]
    public async Task<PrepareResult> PrepareAsync(PrepareRequest request)
    {
        var scenario = Scenario.Of(request.Spec.TaskId);
        await scenario.EnterAsync("Prepare");
        var limits = (request.Spec.Budgets ?? new BudgetOverrides()).ApplyTo(scenario.Policy.Budgets);
        return new PrepareResult
        {
            BaseBranch = "main",
            BaseCommit = "base",
            HeadCommit = scenario.RemoteHead ?? "base",
            Policy = scenario.Policy with { Budgets = limits },
            PolicyHash = "policy-1",
            BranchUrl = $"https://forge.example/{Naming.Branch(request.Spec.TaskId)}",
        };
    }

    [Activity]
    public async Task<PatchResult> PatchAsync(PatchRequest request)
    {
        var scenario = Scenario.Of(request.Spec.TaskId);
        scenario.Patches.Enqueue(request);
        await scenario.EnterAsync("Patch", $"{request.Attempt}");
        return scenario.OnPatch(request);
    }

    [Activity]
    public async Task<GuardResult> GuardAsync(GuardRequest request)
    {
        await Scenario.Of(request.TaskId).EnterAsync("Guard");
        return Scenario.Of(request.TaskId).OnGuard(request);
    }

    [Activity]
    public async Task<CommitResult> CommitAsync(CommitRequest request)
    {
        await Scenario.Of(request.TaskId).EnterAsync("Commit", $"{request.Attempt}");
        return new CommitResult(Scenario.Of(request.TaskId).NextCommit());
    }

    [Activity]
    public async Task<PushResult> PushAsync(PushRequest request)
    {
        await Scenario.Of(request.TaskId).EnterAsync("Push", request.Commit);
        return Scenario.Of(request.TaskId).Push(request);
    }

    [Activity]
    public async Task<UpdateBranchResult> UpdateBranchAsync(UpdateBranchRequest request)
    {
        await Scenario.Of(request.TaskId).EnterAsync("Update", $"{request.How.ToKebabCase()} {request.HeadCommit}");
        return Scenario.Of(request.TaskId).OnUpdate(request);
    }

    [Activity]
    public Task CleanUpAsync(CleanUpRequest request) => Scenario.Of(request.TaskId).EnterAsync("CleanUp");

    [Activity]
    public async Task<CiObservation> ReadCiAsync(CiQuery query)
    {
        await Scenario.Of(query.TaskId).EnterAsync("ReadCi", query.Commit);
        return Scenario.Of(query.TaskId).Observe(query);
    }

    [Activity]
    public async Task<Classification> ClassifyAsync(ClassifyRequest request)
    {
        await Scenario.Of(request.TaskId).EnterAsync("Classify", request.Commit);
        return Scenario.Of(request.TaskId).OnClassify(request);
    }

    [Activity]
    public async Task<TestComparison> CompareTestsAsync(CompareTestsRequest request)
    {
        await Scenario.Of(request.Query.TaskId).EnterAsync("CompareTests", request.Query.Commit);
        return Scenario.Of(request.Query.TaskId).OnCompareTests(request);
    }

    [Activity]
    public async Task RerunAsync(RerunRequest request)
    {
        await Scenario.Of(request.TaskId).EnterAsync("Rerun", string.Join(",", request.Checks.Select(check => check.Name)));
        Scenario.Of(request.TaskId).Rerun(request);
    }

    [Activity]
    public Task CancelCiAsync(CiQuery query) => Scenario.Of(query.TaskId).EnterAsync("CancelCi", query.Commit);

    [Activity]
    public async Task<PullRequestResult> EnsurePullRequestAsync(PullRequestRequest request)
    {
        var scenario = Scenario.Of(request.Spec.TaskId);
        await scenario.EnterAsync("PullRequest", request.Stage.ToKebabCase());
        scenario.OnPullRequest?.Invoke(request);
        scenario.PullRequests.Enqueue(request);
        return new PullRequestResult(1, $"https://forge.example/pull/{request.Spec.TaskId}");
    }

    [Activity]
    public async Task<string> WriteReportAsync(TaskResult result)
    {
        await Scenario.Of(result.Status.TaskId).EnterAsync("Report");
        return $"artifact:{result.Status.TaskId}/report.md";
    }

    [Activity]
    public async Task NotifyAsync(TaskNotification notification)
    {
        var scenario = Scenario.Of(notification.Status.TaskId);
        await scenario.EnterAsync("Notify", notification.Kind.ToKebabCase());
        scenario.OnNotify?.Invoke(notification);
        scenario.Notifications.Enqueue(notification);
    }
}
