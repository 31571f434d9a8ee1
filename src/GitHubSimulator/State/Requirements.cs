namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>What a branch asks of a pull request before it is merged, by protection and rulesets.</summary>
internal static class Requirements
{
    /// <summary>What is missing, as GitHub words it; null: nothing. Call inside the gate.</summary>
    public static string? Missing(RepositoryState repository, PullState pull, string head)
    {
        var required = repository.Protection.GetValueOrDefault(pull.Base, []).Concat(repository.Rules.GetValueOrDefault(pull.Base, []));
        var missing = required.FirstOrDefault(context => !Passed(repository, head, context));
        if (missing is not null)
        {
            return $"Required status check \"{missing}\" is expected.";
        }

        var approvals = repository.Reviews.Where(review => review.Pull == pull.Issue.Number && review.State == "approved").DistinctBy(review => review.Author).Count();
        return approvals < repository.RequiredReviews.GetValueOrDefault(pull.Base) ? "At least 1 approving review is required by reviewers with write access." : null;
    }

    /// <summary>Whether a required check has said yes of a commit. Call inside the gate.</summary>
    public static bool Passed(RepositoryState repository, string commit, string context)
    {
        var newest = repository.Runs.Where(run => run.Commit == commit).SelectMany(run => run.Jobs).LastOrDefault(job => job.Plan.Name == context);
        return newest?.Conclusion is "success" or "neutral" or "skipped"
            || repository.Statuses.LastOrDefault(status => status.Commit == commit && status.Context == context)?.State == "success";
    }

    /// <summary>Whether a check of a commit failed that was required. Call inside the gate.</summary>
    public static bool Failed(RepositoryState repository, PullState pull, string commit)
        => repository.Runs.Where(run => run.Commit == commit && run.Completed).SelectMany(run => run.Jobs.GroupBy(job => job.Plan.Name).Select(jobs => jobs.Last()))
            .Any(job => job.Conclusion is not ("success" or "neutral" or "skipped")
                && repository.Protection.GetValueOrDefault(pull.Base, []).Concat(repository.Rules.GetValueOrDefault(pull.Base, [])).Contains(job.Plan.Name));
}
