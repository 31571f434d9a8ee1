using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Workflow runs, jobs and logs, and what can be done to them.</summary>
internal sealed class ActionsEndpoints(World world, RunDriver runs)
{
    private const string Actions = "/api/v3/repos/{owner}/{repo}/actions";
    private const int MostAttempts = 50;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Actions + "/runs", List).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}", (HttpContext context, long id) => OfRun(context, id, run
            => Answers.Json(RunShapes.Run(world, context.Repository(), run)))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}/jobs", (HttpContext context, long id) => OfRun(context, id, run
            => Answers.Listed("jobs", context, [.. (context.Request.Query["filter"] == "all" ? run.Jobs : run.JobsOf(run.Attempt)).Select(job => RunShapes.Job(world, context.Repository(), run, job))]))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}/attempts/{attempt:int}/jobs", (HttpContext context, long id, int attempt) => OfRun(context, id, run
            => attempt < 1 || attempt > run.Attempt ? Answers.Missing()
                : Answers.Listed("jobs", context, [.. run.JobsOf(attempt).Select(job => RunShapes.Job(world, context.Repository(), run, job))]))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}/logs", (HttpContext context, long id) => OfRun(context, id, run => Logs(run, run.Attempt))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}/attempts/{attempt:int}/logs", (HttpContext context, long id, int attempt) => OfRun(context, id, run
            => Logs(run, attempt))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/jobs/{id:long}", (HttpContext context, long id) => OfJob(context, id, (run, job)
            => Answers.Json(RunShapes.Job(world, context.Repository(), run, job)))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/jobs/{id:long}/logs", (HttpContext context, long id) => OfJob(context, id, (_, job)
            => IsExpired(job) ? Expired()
            : job.Log is null || job.Outcome.Keeping == LogKeeping.RunOnly ? Answers.Missing()
            : StorageEndpoints.Redirect(world, $"jobs/{job.Id}"))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}/artifacts", (HttpContext context, long id) => OfRun(context, id, run => Artifacts(
            context, artifact => artifact.RunId == run.Id))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/artifacts/{id:long}/zip", (HttpContext context, long id) => OfArtifact(context, id, artifact
            => artifact.Plan.Expired ? Expired() : StorageEndpoints.Redirect(world, $"artifacts/{id}"))).Needs(world, "actions", "read");
        routes.MapPost(Actions + "/runs/{id:long}/rerun-failed-jobs", (HttpContext context, long id) => Act(context, id, "rerun", 201, Rerun(context))).Needs(world, "actions", "write");
        routes.MapPost(Actions + "/runs/{id:long}/rerun", (HttpContext context, long id) => Act(context, id, "rerun", 201, Rerun(context))).Needs(world, "actions", "write");
        routes.MapPost(Actions + "/runs/{id:long}/cancel", (HttpContext context, long id) => Act(context, id, "cancelled", 202, RunDriver.TryCancel)).Needs(world, "actions", "write");
        routes.MapPost(Actions + "/runs/{id:long}/approve", (HttpContext context, long id) => Act(context, id, "approved", 201, run
            => runs.TryApprove(context.Repository(), run))).Needs(world, "actions", "write");
    }

    private Func<RunState, bool> Rerun(HttpContext context) => run => run.Attempt < MostAttempts && runs.TryRerun(context.Repository(), run);

    private IResult List(HttpContext context)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            var query = context.Request.Query;
            var found = repository.Runs
                .Where(run => !query.ContainsKey("head_sha") || run.Commit == query["head_sha"])
                .Where(run => !query.ContainsKey("branch") || run.Branch == query["branch"])
                .Where(run => !query.ContainsKey("status") || run.Status == query["status"] || run.Conclusion == query["status"])
                .Select(run => RunShapes.Run(world, repository, run))
                .Reverse()
                .ToList();
            return Answers.Listed("workflow_runs", context, found);
        }
    }

    private IResult Act(HttpContext context, long id, string what, int status, Func<RunState, bool> act)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            if (repository.Runs.Find(one => one.Id == id) is not { } run)
            {
                return Answers.Missing();
            }

            if (!act(run))
            {
                return Answers.Refused(what == "cancelled" ? 409 : 403, "This workflow run cannot be changed like this now.");
            }

            world.Ledger.Add(repository.FullName, context.Caller().Account.Login, $"run {run.Plan.Name} {what}");
            return Answers.Json(new JsonObject(), status);
        }
    }

    private IResult OfRun(HttpContext context, long id, Func<RunState, IResult> answer)
    {
        lock (world.Gate)
        {
            return context.Repository().Runs.Find(one => one.Id == id) is { } run ? answer(run) : Answers.Missing();
        }
    }

    private IResult OfJob(HttpContext context, long id, Func<RunState, JobState, IResult> answer)
    {
        lock (world.Gate)
        {
            var run = context.Repository().Runs.Find(one => one.Jobs.Exists(job => job.Id == id));
            return run is null ? Answers.Missing() : answer(run, run.Jobs.First(job => job.Id == id));
        }
    }

    private static bool IsExpired(JobState job) => job.Outcome.LogExpired || job.Outcome.Keeping == LogKeeping.Expired;

    private IResult Logs(RunState run, int attempt)
    {
        var jobs = run.Jobs.Where(job => job.Attempt == attempt).ToList();
        return jobs.Exists(IsExpired) ? Expired()
            : jobs.Exists(job => job.Log is not null) ? StorageEndpoints.Redirect(world, $"runs/{run.Id}/{attempt}")
            : Answers.Missing();
    }

    /// <summary>Newest first.</summary>
    private IResult Artifacts(HttpContext context, Predicate<ArtifactState> which)
    {
        var name = context.Request.Query["name"].ToString();
        var repository = context.Repository();
        return Answers.Listed("artifacts", context, [.. repository.Artifacts.Where(artifact => which(artifact) && (name.Length == 0 || artifact.Plan.Name == name))
            .Select(artifact => RunShapes.Artifact(world, repository, artifact)).Reverse()]);
    }

    private IResult OfArtifact(HttpContext context, long id, Func<ArtifactState, IResult> answer)
    {
        lock (world.Gate)
        {
            return context.Repository().Artifacts.Find(one => one.Id == id) is { } artifact ? answer(artifact) : Answers.Missing();
        }
    }

    private static IResult Expired() => Answers.Refused(410, "This log or artifact has expired");
}
