using System.Text.Json.Nodes;

namespace BackgroundAgent.TestKit.GitHub;

/// <summary>One workflow run with one job, <c>ci</c>. It is seen running once before it completes; a rerun adds a job under the same suite.</summary>
internal sealed class SimulatedRun(long id, string commit, string log, IReadOnlyList<string?> conclusions)
{
    private const int JobsPerRun = 100;

    private readonly Lock gate = new();
    private readonly List<Attempt> attempts = [new()];

    public long Id => id;

    public string Log => log;

    public bool HasJob(long job) => job / JobsPerRun == id;

    public bool TryRerun()
    {
        lock (gate)
        {
            if (!attempts[^1].Completed)
            {
                return false;
            }

            attempts.Add(new Attempt());
            return true;
        }
    }

    public bool TryCancel()
    {
        lock (gate)
        {
            if (attempts[^1].Completed)
            {
                return false;
            }

            attempts[^1].Completed = true;
            attempts[^1].Conclusion = "cancelled";
            return true;
        }
    }

    /// <summary>All attempts, as <c>filter=all</c> lists them. Looking moves the last one on.</summary>
    public JsonArray CheckRuns(Uri address)
    {
        lock (gate)
        {
            var listed = new JsonArray([.. attempts.Select((attempt, index) => CheckRun(address, attempt, index))]);
            Advance();
            return listed;
        }
    }

    public JsonObject WorkflowRun(Uri address)
    {
        lock (gate)
        {
            return new JsonObject
            {
                ["id"] = id,
                ["name"] = "CI",
                ["head_sha"] = commit,
                ["run_attempt"] = attempts.Count,
                ["status"] = attempts[^1].Completed ? "completed" : "in_progress",
                ["conclusion"] = attempts[^1].Conclusion,
                ["html_url"] = $"{address}owner/repo/actions/runs/{id}",
            };
        }
    }

    private JsonObject CheckRun(Uri address, Attempt attempt, int index) => new()
    {
        ["id"] = (id * JobsPerRun) + index,
        ["name"] = "ci",
        ["head_sha"] = commit,
        ["status"] = attempt.Completed ? "completed" : "in_progress",
        ["conclusion"] = attempt.Conclusion,
        ["html_url"] = $"{address}owner/repo/runs/{id}",
        ["started_at"] = "2026-01-01T00:00:00Z",
        ["completed_at"] = attempt.Completed ? "2026-01-01T00:01:00Z" : null,
        ["check_suite"] = new JsonObject { ["id"] = id },
        ["output"] = new JsonObject { ["title"] = attempt.Conclusion },
    };

    private void Advance()
    {
        var last = attempts[^1];
        if (!last.Completed && conclusions[Math.Min(attempts.Count, conclusions.Count) - 1] is { } conclusion)
        {
            last.Completed = true;
            last.Conclusion = conclusion;
        }
    }

    private sealed class Attempt
    {
        public bool Completed { get; set; }

        public string? Conclusion { get; set; }
    }
}
