using System.IO.Compression;
using System.Text;
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
        routes.MapGet(Actions + "/runs/{id:long}/artifacts", (HttpContext context, long id) => OfRun(context, id, _
            => Answers.Listed("artifacts", context, []))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/runs/{id:long}/logs", (HttpContext context, long id) => OfRun(context, id, run
            => Results.Redirect($"{world.Address}storage/runs/{run.Id}"))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/jobs/{id:long}", (HttpContext context, long id) => OfJob(context, id, (run, job)
            => Answers.Json(RunShapes.Job(world, context.Repository(), run, job)))).Needs(world, "actions", "read");
        routes.MapGet(Actions + "/jobs/{id:long}/logs", (HttpContext context, long id) => OfJob(context, id, (_, job)
            => job.Outcome.LogExpired ? Answers.Refused(410, "Gone") : job.Log is null ? Answers.Missing() : Results.Redirect($"{world.Address}storage/jobs/{job.Id}"))).Needs(world, "actions", "read");
        routes.MapPost(Actions + "/runs/{id:long}/rerun-failed-jobs", (HttpContext context, long id) => Act(context, id, "rerun", 201, Rerun(context))).Needs(world, "actions", "write");
        routes.MapPost(Actions + "/runs/{id:long}/rerun", (HttpContext context, long id) => Act(context, id, "rerun", 201, Rerun(context))).Needs(world, "actions", "write");
        routes.MapPost(Actions + "/runs/{id:long}/cancel", (HttpContext context, long id) => Act(context, id, "cancelled", 202, RunDriver.TryCancel)).Needs(world, "actions", "write");
        routes.MapPost(Actions + "/runs/{id:long}/approve", (HttpContext context, long id) => Act(context, id, "approved", 201, run
            => runs.TryApprove(context.Repository(), run))).Needs(world, "actions", "write");
        routes.MapGet("/storage/jobs/{id:long}", JobLog);
        routes.MapGet("/storage/runs/{id:long}", RunLogs);
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

    private IResult JobLog(long id)
    {
        lock (world.Gate)
        {
            var job = world.Repositories.SelectMany(repository => repository.Runs).SelectMany(run => run.Jobs).FirstOrDefault(one => one.Id == id);
            return job?.Log is null ? Results.NotFound() : Results.Text(job.Log);
        }
    }

    /// <summary>Logs of a whole run come as a zip with a file per job.</summary>
    private IResult RunLogs(long id)
    {
        using var buffer = new MemoryStream();
        lock (world.Gate)
        {
            var run = world.Repositories.SelectMany(repository => repository.Runs).First(one => one.Id == id);
            using var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (index, job) in run.Jobs.Where(job => job.Log is not null).Index())
            {
                using var entry = zip.CreateEntry($"{index}_{job.Plan.Name}.txt").Open();
                entry.Write(Encoding.UTF8.GetBytes(job.Log!));
            }
        }

        return Results.Bytes(buffer.ToArray(), "application/zip");
    }
}
