using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class CheckShapes
{
    public static JsonObject Run(World world, RepositoryState repository, RunState run, JobState job)
    {
        var api = $"{RepositoryShapes.Api(world, repository)}/check-runs/{job.Id}";
        var page = $"{RepositoryShapes.Html(world, repository)}/actions/runs/{run.Id}/job/{job.Id}";
        return new JsonObject
        {
            ["id"] = job.Id,
            ["node_id"] = $"CR_{job.Id}",
            ["name"] = job.Plan.Name,
            ["head_sha"] = run.Commit,
            ["external_id"] = $"job-{job.Id}",
            ["url"] = api,
            ["html_url"] = page,
            ["details_url"] = page,
            ["status"] = job.Status,
            ["conclusion"] = job.Conclusion,
            ["started_at"] = Json.Time(job.StartedAt),
            ["completed_at"] = Json.Time(job.CompletedAt),
            ["check_suite"] = new JsonObject { ["id"] = run.SuiteId },
            ["app"] = AccountShapes.Actions(world),
            ["pull_requests"] = new JsonArray(),
            ["output"] = new JsonObject
            {
                ["title"] = null,
                ["summary"] = null,
                ["text"] = null,
                ["annotations_count"] = job.Status == "completed" ? job.Outcome.Annotations.Count + job.Outcome.Notes.Count : 0,
                ["annotations_url"] = api + "/annotations",
            },
        };
    }

    public static JsonObject Suite(World world, RepositoryState repository, RunState run)
    {
        var api = $"{RepositoryShapes.Api(world, repository)}/check-suites/{run.SuiteId}";
        return new JsonObject
        {
            ["id"] = run.SuiteId,
            ["node_id"] = $"CS_{run.SuiteId}",
            ["head_branch"] = run.Branch,
            ["head_sha"] = run.Commit,
            ["status"] = run.Status,
            ["conclusion"] = run.Conclusion,
            ["url"] = api,
            ["before"] = null,
            ["after"] = run.Commit,
            ["created_at"] = Json.Time(run.CreatedAt),
            ["updated_at"] = Json.Time(run.UpdatedAt),
            ["app"] = AccountShapes.Actions(world),
            ["head_commit"] = RunShapes.HeadCommit(world, run),
            ["repository"] = RepositoryShapes.Minimal(world, repository),
            ["latest_check_runs_count"] = run.Jobs.Count,
            ["check_runs_url"] = api + "/check-runs",
            ["pull_requests"] = new JsonArray(),
        };
    }

    public static JsonObject Annotation(World world, RepositoryState repository, RunState run, NotePlan note) => new()
    {
        ["path"] = note.Path,
        ["blob_href"] = $"{RepositoryShapes.Html(world, repository)}/blob/{run.Commit}/{note.Path}",
        ["start_line"] = note.Line,
        ["end_line"] = note.Line,
        ["start_column"] = null,
        ["end_column"] = null,
        ["annotation_level"] = "failure",
        ["title"] = "",
        ["message"] = note.Message,
        ["raw_details"] = "",
    };

    public static JsonObject Status(World world, RepositoryState repository, StatusState status) => new()
    {
        ["id"] = status.Id,
        ["node_id"] = $"SC_{status.Id}",
        ["url"] = $"{RepositoryShapes.Api(world, repository)}/statuses/{status.Commit}",
        ["avatar_url"] = null,
        ["state"] = status.State,
        ["context"] = status.Context,
        ["description"] = status.Description,
        ["target_url"] = null,
        ["created_at"] = Json.Time(status.CreatedAt),
        ["updated_at"] = Json.Time(status.CreatedAt),
    };
}
