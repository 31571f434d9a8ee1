using System.Text.Json;
using BackgroundAgent.Activities.Workspaces;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities.Tests.Fakes;

/// <summary>One round of a task by its activities, each effect twice; and the requests they take.</summary>
internal static class Rounds
{
    public static async Task<string> RoundAsync(RealHost host, TaskSpec spec, PrepareResult prepared, int attempt, string head, Classification? why)
    {
        var patch = await Twice(() => host.RunAsync<WorkspaceActivities, PatchResult>(work => work.PatchAsync(Patch(spec, prepared, attempt, head, why))));
        Assert.True(patch.Status == PatchStatus.Patched, patch.Detail);
        Assert.Equal(1, patch.FilesChanged);
        var guard = await host.RunAsync<WorkspaceActivities, GuardResult>(work => work.GuardAsync(Guard(spec, prepared)));
        Assert.Empty(guard.Hits);
        var commit = new CommitRequest { TaskId = "t1", Repository = spec.Repository, Attempt = attempt, HeadCommit = head, Message = "Repair it" };
        var made = (await Twice(() => host.RunAsync<WorkspaceActivities, CommitResult>(work => work.CommitAsync(commit)))).Commit;
        var push = new PushRequest
        {
            TaskId = "t1",
            Repository = spec.Repository,
            Branch = "bgagent/t1",
            Commit = made,
            Policy = prepared.Policy,
            ExpectedRemoteHead = attempt == 1 ? null : head,
        };
        Assert.Equal(PushStatus.Pushed, (await host.RunAsync<WorkspaceActivities, PushResult>(work => work.PushAsync(push))).Status);
        Assert.Equal(PushStatus.UpToDate, (await host.RunAsync<WorkspaceActivities, PushResult>(work => work.PushAsync(push))).Status);
        return made;
    }

    public static PatchRequest Patch(TaskSpec spec, PrepareResult prepared, int attempt, string head, Classification? why) => new()
    {
        Spec = spec,
        Policy = prepared.Policy,
        Attempt = attempt,
        HeadCommit = head,
        BaseCommit = prepared.BaseCommit,
        Findings = why?.Findings ?? [],
        AllFindings = why?.AllFindings,
        Digest = why?.Digest,
    };

    public static GuardRequest Guard(TaskSpec spec, PrepareResult prepared)
        => new() { TaskId = "t1", Repository = spec.Repository, Policy = prepared.Policy, BaseCommit = prepared.BaseCommit };

    public static CiQuery Query(TaskSpec spec, string commit) => new() { TaskId = "t1", Repository = spec.Repository, Branch = "bgagent/t1", Commit = commit };

    public static ClassifyRequest Classify(TaskSpec spec, PrepareResult prepared, string commit, CheckResult red) => new()
    {
        TaskId = "t1",
        Attempt = 1,
        Repository = spec.Repository,
        Branch = "bgagent/t1",
        Commit = commit,
        BaseCommit = prepared.BaseCommit,
        FailedChecks = [red],
    };

    public static async Task<T> Twice<T>(Func<Task<T>> action)
    {
        var first = await action();
        var second = await action();
        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
        return second;
    }
}
