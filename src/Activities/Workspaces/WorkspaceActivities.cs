using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Patching;
using BackgroundAgent.Patching.Policies;
using Microsoft.Extensions.Options;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Workspaces;

/// <inheritdoc cref="IWorkspaceActivities"/>
internal sealed class WorkspaceActivities(
    IGitWorkspaces git, WorkspaceModules modules, TaskRules rules, Artifacts artifacts, Heartbeats heartbeats, IOptions<ActivitiesOptions> options)
    : IWorkspaceActivities
{
    /// <summary>Guard hits that go into history; the task ends with the first.</summary>
    private const int MaxHits = 20;

    /// <summary>Changed paths that go into history.</summary>
    private const int MaxFiles = 100;

    private static CancellationToken Cancellation => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public Task<PrepareResult> PrepareAsync(PrepareRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        var spec = request.Spec;
        var forge = modules.Forges.Of(spec.Repository);
        var workTree = await git.PrepareAsync(spec.TaskId, spec.Repository, request.BaseCommit, Cancellation);
        var policy = await rules.Policies.ReadAsync(spec, workTree, Cancellation);
        return new PrepareResult
        {
            BaseBranch = workTree.BaseBranch,
            BaseCommit = workTree.BaseCommit,
            HeadCommit = workTree.HeadCommit,
            Policy = policy,
            PolicyHash = EffectivePolicy.Hash(policy),
            BranchUrl = forge.BranchUrl(spec.Repository, workTree.Branch),
            TemporalUrl = TemporalUrl(),
            KnownIssues = await rules.KnownIssues.StoreAsync(spec.TaskId, workTree, Cancellation),
        };
    });

    [Activity]
    public Task<PatchResult> PatchAsync(PatchRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        var spec = request.Spec;
        var workTree = Find(spec.TaskId, spec.Repository);
        await git.ResetAsync(workTree, request.HeadCommit, Cancellation);
        using var scratch = PatchScratch.Make(options.Value.DataDirectory, spec.TaskId, request.Attempt);
        var result = await modules.Patchers.RunAsync(
            new PatcherChainRequest
            {
                Patch = request,
                WorkTree = workTree.Path,
                FindingsFile = await scratch.WriteFindingsAsync(request, artifacts, Cancellation),
                ScratchFolder = scratch.Path,
                HasChanges = async cancellation => (await git.DiffAsync(workTree, request.HeadCommit, cancellation)).Files.Count > 0,
                DiscardChanges = cancellation => git.ResetAsync(workTree, request.HeadCommit, cancellation),
                Progress = beat.Say,
            },
            Cancellation);
        return await DescribeAsync(request, workTree, result);
    });

    [Activity]
    public Task<GuardResult> GuardAsync(GuardRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        var workTree = Find(request.TaskId, request.Repository);
        var diff = BranchDiff.Of(await git.DiffAsync(workTree, request.BaseCommit, Cancellation));
        return new GuardResult
        {
            Hits = [.. modules.Guards.SelectMany(guard => guard.Check(diff, request.Policy)).Take(MaxHits)],
            ChangedLines = diff.ChangedLines,
        };
    });

    [Activity]
    public Task<CommitResult> CommitAsync(CommitRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        return new CommitResult(await git.CommitAsync(Find(request.TaskId, request.Repository), request, Cancellation));
    });

    /// <summary>Pushes and tells CI, also when the branch was there already: a first try may have died between the two.</summary>
    [Activity]
    public Task<PushResult> PushAsync(PushRequest request) => ActivityFailures.MapAsync(
        async () =>
        {
            await using var beat = heartbeats.Start();
            var result = await git.PushAsync(Find(request.TaskId, request.Repository), request, Cancellation);
            if (result.Status is PushStatus.Pushed or PushStatus.UpToDate)
            {
                await modules.Forges.Of(request.Repository).PushedAsync(request, Cancellation);
            }

            return result;
        },
        FailureTypes.ForgeRefused);

    [Activity]
    public Task<UpdateBranchResult> UpdateBranchAsync(UpdateBranchRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        return await git.UpdateAsync(Find(request.TaskId, request.Repository), request, Cancellation);
    });

    [Activity]
    public Task CleanUpAsync(CleanUpRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        await git.RemoveAsync(request.TaskId, request.Repository, Cancellation);
        PatchScratch.RemoveAll(options.Value.DataDirectory, request.TaskId);
    });

    private WorkTree Find(string taskId, RepositoryRef repository) => git.Find(taskId, repository) ?? throw new WorkTreeMissingException(taskId);

    private async Task<PatchResult> DescribeAsync(PatchRequest request, WorkTree workTree, PatcherChainResult result)
    {
        var (taskId, folder) = (request.Spec.TaskId, $"attempt-{request.Attempt}");
        var described = new PatchResult
        {
            Status = result.Status,
            Patcher = result.Patcher,
            Summary = Bounded.Text(artifacts.Redact(result.Summary)),
            Detail = result.Detail is null ? null : Bounded.Text(artifacts.Redact(result.Detail)),
            CostUsd = result.CostUsd,
            Log = result.LogFile is { } log && File.Exists(log) ? await artifacts.WriteFileAsync(taskId, $"{folder}/patch.log", log, Cancellation) : null,
        };
        if (result.Status != PatchStatus.Patched)
        {
            return described;
        }

        var diff = await git.DiffAsync(workTree, request.HeadCommit, Cancellation);
        return described with
        {
            PatchHash = PatchHash.Of(diff.Patch),
            Files = [.. diff.Files.Select(file => file.Path).Take(MaxFiles)],
            FilesChanged = diff.Files.Count,
            LinesAdded = diff.Files.Sum(file => file.LinesAdded),
            LinesDeleted = diff.Files.Sum(file => file.LinesDeleted),
            Diff = await artifacts.WriteTextAsync(taskId, $"{folder}/patch.diff", diff.Patch, "text/x-diff", Cancellation),
        };
    }

    private string? TemporalUrl()
    {
        var info = ActivityExecutionContext.Current.Info;
        return options.Value.TemporalUiUrl is { } ui && info.WorkflowId is { } workflow
            ? $"{ui.TrimEnd('/')}/namespaces/{info.Namespace}/workflows/{workflow}/{info.WorkflowRunId}/history"
            : null;
    }
}
