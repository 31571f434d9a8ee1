using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Ci;

/// <summary>Moves workflow runs from step to step and tells of each.</summary>
internal sealed class RunDriver(World world, CommandJob commands)
{
    /// <summary>Starts CI of a pushed commit.</summary>
    public void Start(RepositoryState repository, string branch, string commit, CiPlan plan, Account actor)
    {
        lock (world.Gate)
        {
            foreach (var workflow in plan.Workflows)
            {
                var run = new RunState
                {
                    Id = world.NextId(),
                    Plan = workflow,
                    Commit = commit,
                    Branch = branch,
                    Actor = actor,
                    Number = repository.Runs.Count + 1,
                    CreatedAt = world.Now,
                    UpdatedAt = world.Now,
                };
                repository.Runs.Add(run);
                Begin(repository, run);
            }
        }

        foreach (var status in plan.Statuses)
        {
            _ = Quietly(() => ReportAsync(repository, branch, commit, status, actor));
        }
    }

    /// <summary>Lets a run go that waited for a maintainer. Call inside the gate.</summary>
    public bool TryApprove(RepositoryState repository, RunState run)
    {
        if (run.Conclusion != "action_required")
        {
            return false;
        }

        run.Approved = true;
        run.Conclusion = null;
        Begin(repository, run);
        return true;
    }

    /// <summary>Makes the next run attempt of what failed. Call inside the gate.</summary>
    public bool TryRerun(RepositoryState repository, RunState run)
    {
        if (!run.Completed || run.Conclusion is "action_required" or "success")
        {
            return false;
        }

        run.Attempt++;
        run.Conclusion = null;
        run.Cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Begin(repository, run);
        return true;
    }

    /// <summary>Call inside the gate.</summary>
    public static bool TryCancel(RunState run) => !run.Completed && run.Cancelled.TrySetResult();

    private void Begin(RepositoryState repository, RunState run)
    {
        if (run.Plan.StartupFailure)
        {
            Complete(repository, run, "startup_failure");
        }
        else if (run.Plan.NeedsApproval && !run.Approved)
        {
            Complete(repository, run, "action_required");
        }
        else
        {
            Move(repository, run, "queued");
            _ = Quietly(() => DriveAsync(repository, run));
        }
    }

    private async Task DriveAsync(RepositoryState repository, RunState run)
    {
        var earlier = run.Jobs.Where(job => job.Attempt < run.Attempt).GroupBy(job => job.Plan.Name).ToDictionary(jobs => jobs.Key, jobs => jobs.Last());
        var again = run.Plan.Jobs.Where(plan => !(earlier.TryGetValue(plan.Name, out var job) && job.Conclusion == "success")).ToList();
        await PauseAsync(run);
        lock (world.Gate)
        {
            Move(repository, run, "in_progress");
        }

        var first = await WaveAsync(repository, run, [.. again.Where(plan => !plan.NeedsOthers)], skip: false);
        var failed = first.Exists(job => job.Conclusion is not ("success" or "neutral" or "skipped"));
        var second = await WaveAsync(repository, run, [.. again.Where(plan => plan.NeedsOthers)], skip: failed);
        lock (world.Gate)
        {
            var conclusions = first.Concat(second).Select(job => job.Conclusion).ToList();
            Complete(repository, run, run.Cancelled.Task.IsCompleted ? "cancelled"
                : conclusions.TrueForAll(one => one is "success" or "neutral" or "skipped") ? "success"
                : conclusions.Contains("cancelled") ? "cancelled" : "failure");
        }
    }

    private async Task<List<JobState>> WaveAsync(RepositoryState repository, RunState run, List<JobPlan> plans, bool skip)
    {
        var jobs = new List<JobState>();
        lock (world.Gate)
        {
            foreach (var plan in plans)
            {
                var job = new JobState
                {
                    Id = world.NextId(),
                    Plan = plan,
                    Outcome = plan.Outcomes[Math.Min(run.Attempt, plan.Outcomes.Count) - 1],
                    Attempt = run.Attempt,
                    StartedAt = world.Now,
                };
                run.Jobs.Add(job);
                jobs.Add(job);
                if (skip)
                {
                    End(repository, run, job, "skipped");
                }
                else
                {
                    world.Hooks.Job(repository, run, job, "queued");
                }
            }
        }

        if (!skip && jobs.Count > 0)
        {
            await PauseAsync(run);
            await Task.WhenAll(jobs.Select(job => RunAsync(repository, run, job)));
        }

        return jobs;
    }

    private async Task RunAsync(RepositoryState repository, RunState run, JobState job)
    {
        lock (world.Gate)
        {
            job.Status = "in_progress";
            world.Hooks.Job(repository, run, job, "in_progress");
        }

        if (job.Outcome.Endless)
        {
            await run.Cancelled.Task.WaitAsync(world.Ending);
        }

        await PauseAsync(run);
        var (conclusion, log) = job.Outcome.Command is { } command
            ? await commands.RunAsync(repository, run, command, world.Ending)
            : (job.Outcome.Conclusion, job.Outcome.Log);
        lock (world.Gate)
        {
            job.Log = log;
            repository.Artifacts.AddRange(job.Outcome.Artifacts.Select(plan => new ArtifactState(world.NextId(), run.Id, plan, plan.Bytes ?? Zips.Of(plan.Files), world.Now)));
            End(repository, run, job, run.Cancelled.Task.IsCompleted ? "cancelled" : conclusion);
        }
    }

    private async Task ReportAsync(RepositoryState repository, string branch, string commit, StatusPlan plan, Account actor)
    {
        await Task.Delay(world.Options.Step, world.Options.Time, world.Ending);
        lock (world.Gate)
        {
            var status = new StatusState(world.NextId(), commit, plan.Context, plan.State, plan.Description, actor, world.Now);
            repository.Statuses.Add(status);
            world.Hooks.Status(repository, branch, status);
            world.Settled(repository);
        }
    }

    private void End(RepositoryState repository, RunState run, JobState job, string conclusion)
    {
        job.Status = "completed";
        job.Conclusion = conclusion;
        job.CompletedAt = world.Now;
        world.Hooks.Job(repository, run, job, "completed");
    }

    private void Move(RepositoryState repository, RunState run, string status)
    {
        run.Status = status;
        run.UpdatedAt = world.Now;
        world.Hooks.Run(repository, run, status == "queued" ? "requested" : status);
    }

    private void Complete(RepositoryState repository, RunState run, string conclusion)
    {
        run.Status = "completed";
        run.Conclusion = conclusion;
        run.UpdatedAt = world.Now;
        world.Hooks.Run(repository, run, "completed");
        world.Settled(repository);
    }

    /// <summary>One step, or until it is cancelled.</summary>
    private async Task PauseAsync(RunState run)
        => await Task.WhenAny(Task.Delay(world.Options.Step, world.Options.Time, world.Ending), run.Cancelled.Task);

    /// <summary>A run that is left behind when the simulator ends is no fault.</summary>
    private async Task Quietly(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception) when (world.Ending.IsCancellationRequested)
        {
            // The simulator has ended.
        }
    }
}
