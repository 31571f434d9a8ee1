using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class RunShapes
{
    public static JsonObject Run(World world, RepositoryState repository, RunState run)
    {
        var api = $"{RepositoryShapes.Api(world, repository)}/actions/runs/{run.Id}";
        return new JsonObject
        {
            ["id"] = run.Id,
            ["node_id"] = $"WFR_{run.Id}",
            ["name"] = run.Plan.Name,
            ["display_title"] = run.Plan.Name,
            ["event"] = "push",
            ["head_branch"] = run.Branch,
            ["head_sha"] = run.Commit,
            ["path"] = ".github/workflows/ci.yml",
            ["run_number"] = run.Number,
            ["run_attempt"] = run.Attempt,
            ["status"] = run.Status,
            ["conclusion"] = run.Conclusion,
            ["workflow_id"] = 1,
            ["check_suite_id"] = run.SuiteId,
            ["check_suite_node_id"] = $"CS_{run.SuiteId}",
            ["url"] = api,
            ["html_url"] = $"{RepositoryShapes.Html(world, repository)}/actions/runs/{run.Id}",
            ["created_at"] = Json.Time(run.CreatedAt),
            ["updated_at"] = Json.Time(run.UpdatedAt),
            ["run_started_at"] = Json.Time(run.CreatedAt),
            ["actor"] = AccountShapes.Of(world, run.Actor),
            ["triggering_actor"] = AccountShapes.Of(world, run.Actor),
            ["head_commit"] = HeadCommit(world, run),
            ["repository"] = RepositoryShapes.Minimal(world, repository),
            ["head_repository"] = RepositoryShapes.Minimal(world, repository),
            ["pull_requests"] = new JsonArray(),
            ["check_suite_url"] = $"{RepositoryShapes.Api(world, repository)}/check-suites/{run.SuiteId}",
            ["workflow_url"] = $"{RepositoryShapes.Api(world, repository)}/actions/workflows/1",
            ["previous_attempt_url"] = null,
        }.WithUrls(api, "jobs", "logs", "cancel", "rerun", "artifacts");
    }

    public static JsonObject Job(World world, RepositoryState repository, RunState run, JobState job)
    {
        var api = RepositoryShapes.Api(world, repository);
        return new JsonObject
        {
            ["id"] = job.Id,
            ["node_id"] = $"CR_{job.Id}",
            ["run_id"] = run.Id,
            ["run_url"] = $"{api}/actions/runs/{run.Id}",
            ["run_attempt"] = job.Attempt,
            ["head_sha"] = run.Commit,
            ["head_branch"] = run.Branch,
            ["workflow_name"] = run.Plan.Name,
            ["name"] = job.Plan.Name,
            ["url"] = $"{api}/actions/jobs/{job.Id}",
            ["html_url"] = $"{RepositoryShapes.Html(world, repository)}/actions/runs/{run.Id}/job/{job.Id}",
            ["status"] = job.Status,
            ["conclusion"] = job.Conclusion,
            ["created_at"] = Json.Time(job.StartedAt),
            ["started_at"] = Json.Time(job.StartedAt),
            ["completed_at"] = Json.Time(job.CompletedAt),
            ["check_run_url"] = $"{api}/check-runs/{job.Id}",
            ["labels"] = new JsonArray("ubuntu-latest"),
            ["runner_id"] = 1,
            ["runner_name"] = "simulated",
            ["runner_group_id"] = 1,
            ["runner_group_name"] = "default",
            ["steps"] = new JsonArray(),
        };
    }

    public static JsonObject Artifact(World world, RepositoryState repository, ArtifactState artifact)
    {
        var api = $"{RepositoryShapes.Api(world, repository)}/actions/artifacts/{artifact.Id}";
        var run = repository.Runs.First(one => one.Id == artifact.RunId);
        return new JsonObject
        {
            ["id"] = artifact.Id,
            ["node_id"] = $"ART_{artifact.Id}",
            ["name"] = artifact.Plan.Name,
            ["size_in_bytes"] = artifact.Zip.Length,
            ["url"] = api,
            ["archive_download_url"] = api + "/zip",
            ["expired"] = artifact.Plan.Expired,
            ["created_at"] = Json.Time(artifact.CreatedAt),
            ["updated_at"] = Json.Time(artifact.CreatedAt),
            ["expires_at"] = Json.Time(artifact.CreatedAt.AddDays(90)),
            ["workflow_run"] = new JsonObject
            {
                ["id"] = run.Id,
                ["repository_id"] = repository.Id,
                ["head_repository_id"] = repository.Id,
                ["head_branch"] = run.Branch,
                ["head_sha"] = run.Commit,
            },
        };
    }

    public static JsonObject HeadCommit(World world, RunState run)
    {
        var person = new JsonObject { ["name"] = run.Actor.Login, ["email"] = "someone@example.com" };
        return new JsonObject
        {
            ["id"] = run.Commit,
            ["tree_id"] = run.Commit,
            ["message"] = "pushed",
            ["timestamp"] = Json.Time(world.Now),
            ["author"] = person,
            ["committer"] = person.DeepClone(),
        };
    }
}
