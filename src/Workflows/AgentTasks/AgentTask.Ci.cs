using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Presentation;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>Steps that wait for CI and read it.</summary>
internal sealed partial class AgentTask
{
    /// <summary>The longest pause between two looks at CI when no signal comes.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>One look at CI and, if it has not decided, one wait: until a signal or the next look is due.</summary>
    private async Task WatchCiAsync()
    {
        if (progress.State != TaskState.CiAwaitingApproval)
        {
            Enter(TaskState.WaitingCi, $"CI runs for {Texts.Short(progress.Place.HeadCommit!)}.");
        }

        var seen = messages;
        await LookAtCiAsync();
        var verdict = progress.Ci.Verdict;
        if (verdict.Kind == VerdictKind.AwaitingApproval)
        {
            Enter(TaskState.CiAwaitingApproval, verdict.Detail);
            Notice(NotificationKind.CiApprovalNeeded, progress.Place.HeadCommit!);
        }

        if (verdict.Kind is VerdictKind.Pending or VerdictKind.AwaitingApproval)
        {
            await WaitForMessageAsync(seen, NextLook(verdict), "next look at CI");
        }
    }

    /// <summary>Reads CI and writes the verdict down. A forge that does not answer is no news: the waits and budgets go on.</summary>
    private async Task LookAtCiAsync()
    {
        var commit = progress.Place.HeadCommit!;
        try
        {
            var observation = await Workflow.ExecuteActivityAsync(
                (ICiActivities activities) => activities.ReadCiAsync(Query()), ActivityCalls.ReadCi(Texts.Short(commit), step!.Token));
            progress = Looks.Apply(progress, observation, Now);
        }
        catch (ActivityFailureException exception) when (!TemporalException.IsCanceledException(exception))
        {
            progress = Looks.Unanswered(progress, Now);
        }

        if (progress.Ci.Verdict.Kind == VerdictKind.Superseded)
        {
            Yield(progress.Ci.Verdict.BranchHead);
        }
    }

    private TimeSpan NextLook(CiVerdict verdict)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(progress.Ci.Looks, 10))));
        var due = verdict.LookAgainAt - Now ?? pause;
        var next = due < pause ? due : pause;
        return next > TimeSpan.FromMilliseconds(100) ? next : TimeSpan.FromMilliseconds(100);
    }

    private async Task ClassifyAsync()
    {
        var failed = progress.Ci.Verdict.FailedChecks;
        Enter(TaskState.Classifying, progress.Ci.Verdict.Detail);
        var request = new ClassifyRequest
        {
            TaskId = spec.TaskId,
            Attempt = progress.Attempts.Count,
            Repository = spec.Repository,
            Branch = Naming.Branch(spec.TaskId),
            Commit = progress.Place.HeadCommit!,
            BaseCommit = progress.Place.BaseCommit!,
            FailedChecks = failed,
            KnownIssues = progress.KnownIssues,
            PassedOnRerun = [.. progress.Ci.FailedEarlier.Where(name => !failed.Any(check => check.Name == name))],
        };
        var result = await Workflow.ExecuteActivityAsync(
            (ICiActivities activities) => activities.ClassifyAsync(request),
            ActivityCalls.Classify(string.Join(", ", failed.Select(check => check.Name)), step!.Token));
        progress = Rounds.Update(progress, record => record with
        {
            Verdict = "failed",
            Cause = result.Cause,
            Fingerprints = result.Fingerprints,
            Findings = result.Findings,
            FindingCount = result.FindingCount,
            CiLog = result.Log?.Uri,
        });
        progress = progress with
        {
            Phase = Phase.Classified,
            Failure = result,
            Links = progress.Links with { CiLog = result.Log?.Uri ?? progress.Links.CiLog },
        };
        if (result.Cause == Cause.Code && result.Reason is null)
        {
            progress = Rounds.Close(progress, Now) with { FailureSets = [.. progress.FailureSets, result.Fingerprints] };
        }
    }

    private Task<TestComparison> CompareTestsAsync()
    {
        Enter(TaskState.Verifying, "Counting the tests that ran, here and on the base commit.");
        var request = new CompareTestsRequest { Query = Query(), BaseCommit = progress.Place.BaseCommit!, CoverageDrop = progress.Limits.CoverageDrop };
        return Workflow.ExecuteActivityAsync((ICiActivities activities) => activities.CompareTestsAsync(request), ActivityCalls.CompareTests(step!.Token));
    }

    private async Task RerunAsync(Decision decision)
    {
        var names = string.Join(", ", decision.Rerun.Select(check => check.Name));
        Enter(TaskState.Rerunning, $"{names} again ({progress.Failure!.Cause.ToKebabCase()}).");
        var request = new RerunRequest
        {
            TaskId = spec.TaskId,
            Repository = spec.Repository,
            Branch = Naming.Branch(spec.TaskId),
            Commit = progress.Place.HeadCommit!,
            Checks = decision.Rerun,
        };
        await Workflow.ExecuteActivityAsync(
            (ICiActivities activities) => activities.RerunAsync(request), ActivityCalls.Forge($"rerun {names}", step!.Token));
        progress = Rounds.Update(progress, record => record with { Reruns = record.Reruns + 1 });
        progress = Looks.AfterRerun(progress, decision, Now);
    }

    /// <summary>Somebody else's commits are on the branch: the task keeps its hands off until they hand it back.</summary>
    private void Yield(string? branchHead)
    {
        progress = Rounds.Close(progress, Now, "superseded");
        progress = progress with { People = progress.People with { Foreign = new ForeignHead(branchHead, Now + progress.Limits.Approval) } };
    }

    private CiQuery Query() => new()
    {
        TaskId = spec.TaskId,
        Repository = spec.Repository,
        Branch = Naming.Branch(spec.TaskId),
        Commit = progress.Place.HeadCommit!,
        BaseCommit = progress.Place.BaseCommit,
        RequiredChecks = progress.Policy.RequiredChecks,
    };
}
