using System.Globalization;
using System.Text.Json;

namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>The job of Actions behind a check run; they have one id.</summary>
/// <param name="StartedAt">Null: it never did.</param>
/// <param name="CompletedAt">Null: it has not.</param>
internal sealed record GitHubJob(string Name, long RunId, int RunAttempt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt)
{
    /// <returns>Null: the check run is of another app.</returns>
    public static async Task<GitHubJob?> FindAsync(GitHubRepository github, long id, CancellationToken cancellationToken)
    {
        if (await github.JsonAsync(string.Create(CultureInfo.InvariantCulture, $"actions/jobs/{id}"), cancellationToken) is not { } job)
        {
            return null;
        }

        var attempt = job.TryGetProperty("run_attempt", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : 1;
        return new GitHubJob(job.GetProperty("name").GetString()!, job.GetProperty("run_id").GetInt64(), attempt, Time(job, "started_at"), Time(job, "completed_at"));
    }

    private static DateTimeOffset? Time(JsonElement job, string name)
        => job.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;
}
