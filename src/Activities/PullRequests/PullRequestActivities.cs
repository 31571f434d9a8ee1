using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.PullRequests;

/// <inheritdoc cref="IPullRequestActivities"/>
internal sealed class PullRequestActivities(ForgeSet forges, Artifacts artifacts, Heartbeats heartbeats) : IPullRequestActivities
{
    [Activity]
    public Task<PullRequestResult> EnsurePullRequestAsync(PullRequestRequest request) => ActivityFailures.MapAsync(
        () => heartbeats.WhileAsync(() => forges.Of(request.Spec.Repository).EnsurePullRequestAsync(
            new PullRequestContent
            {
                Repository = request.Spec.Repository,
                TaskId = request.Spec.TaskId,
                Branch = request.Branch,
                BaseBranch = request.BaseBranch,
                HeadCommit = request.HeadCommit,
                Stage = request.Stage,
                Title = request.Spec.Title,
                Body = artifacts.Redact(PullRequestBody.Of(request)),
                StatusComment = artifacts.Redact(StatusComment.Of(request)),
                Labels = request.Policy?.PullRequest?.Labels ?? [],
                Assignees = request.Policy?.PullRequest?.Assignees ?? [],
                Reviewers = request.Policy?.PullRequest?.Reviewers ?? [],
                UpToDate = request.Policy?.PullRequest?.OnConflict is ConflictPolicy.Merge or ConflictPolicy.Rebase,
                AutoMerge = request.Policy?.PullRequest?.AutoMerge,
                MergeQueue = request.Policy?.PullRequest?.MergeQueue ?? false,
            },
            ActivityExecutionContext.Current.CancellationToken)),
        FailureTypes.ForgeRefused);
}
