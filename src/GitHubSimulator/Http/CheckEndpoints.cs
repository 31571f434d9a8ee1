using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Check runs, suites, annotations and commit statuses.</summary>
internal sealed class CheckEndpoints(World world)
{
    private const string Repo = "/api/v3/repos/{owner}/{repo}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Repo + "/commits/{commit}/check-runs", Runs).Needs(world, "checks", "read");
        routes.MapGet(Repo + "/commits/{commit}/check-suites", Suites).Needs(world, "checks", "read");
        routes.MapGet(Repo + "/check-runs/{id:long}/annotations", Annotations).Needs(world, "checks", "read");
        routes.MapGet(Repo + "/commits/{commit}/status", Status).Needs(world, "statuses", "read");
    }

    private IResult Runs(HttpContext context, string commit)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            var all = context.Request.Query["filter"] == "all";
            var found = repository.Runs.Where(run => run.Commit == commit)
                .SelectMany(run => (all ? run.Jobs : run.Jobs.GroupBy(job => job.Plan.Name).Select(jobs => jobs.Last())).Select(job => (run, job)))
                .Select(pair => CheckShapes.Run(world, repository, pair.run, pair.job))
                .Reverse()
                .ToList();
            return Answers.Listed("check_runs", context, found);
        }
    }

    private IResult Suites(HttpContext context, string commit)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            return Answers.Listed("check_suites", context, [.. repository.Runs.Where(run => run.Commit == commit).Select(run => CheckShapes.Suite(world, repository, run))]);
        }
    }

    private IResult Annotations(HttpContext context, long id)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            var found = repository.Runs.SelectMany(run => run.Jobs.Select(job => (Run: run, Job: job))).FirstOrDefault(pair => pair.Job.Id == id);
            return found.Job is null ? Answers.Missing() : Answers.Json(
                found.Job.Outcome.Annotations.Select(message => new NotePlan(".github", 1, message)).Concat(found.Job.Outcome.Notes)
                    .Select(note => CheckShapes.Annotation(world, repository, found.Run, note)).Array());
        }
    }

    private IResult Status(HttpContext context, string commit)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            var newest = repository.Statuses.Where(status => status.Commit == commit).GroupBy(status => status.Context).Select(group => group.Last()).ToList();
            return Answers.Json(new JsonObject
            {
                ["state"] = newest.Exists(IsRed) ? "failure" : newest.Count > 0 && newest.TrueForAll(status => status.State == "success") ? "success" : "pending",
                ["sha"] = commit,
                ["total_count"] = newest.Count,
                ["statuses"] = newest.Select(status => CheckShapes.Status(world, repository, status)).Array(),
                ["repository"] = RepositoryShapes.Minimal(world, repository),
                ["commit_url"] = $"{RepositoryShapes.Api(world, repository)}/commits/{commit}",
                ["url"] = $"{RepositoryShapes.Api(world, repository)}/commits/{commit}/status",
            });
        }
    }

    private static bool IsRed(StatusState status) => status.State is "failure" or "error";
}
