using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Forges.Git;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>
/// Pull requests of repositories without a forge: a record per branch, numbered per repository, and a Markdown page of it for people. The
/// record is the truth; the page is written from it each time.
/// </summary>
internal sealed class PullRequests(LocalDatabase database, IOptions<ForgesOptions> options, TimeProvider time)
{
    private readonly string root = Path.Join(Path.GetFullPath(options.Value.DataDirectory), "forge", "pull-requests");

    public PullRequestResult Ensure(PullRequestContent content)
    {
        var url = RepositoryUrl.Parse(content.Repository.Url);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (number, createdAt) = database.Write(writer =>
        {
            writer.Execute(
                """
                INSERT INTO pull_requests (repository_key, number, repository, task_id, branch, base_branch, head_commit, stage, title, body, created_at, updated_at)
                VALUES ($key, (SELECT COALESCE(MAX(number), 0) + 1 FROM pull_requests WHERE repository_key = $key),
                    $repository, $task, $branch, $base, $head, $stage, $title, $body, $now, $now)
                ON CONFLICT (repository_key, branch) DO UPDATE SET task_id = $task, base_branch = $base, head_commit = $head, stage = $stage,
                    title = $title, body = $body, updated_at = $now
                """,
                ("$key", url.Key), ("$repository", url.Text), ("$task", content.TaskId), ("$branch", content.Branch), ("$base", content.BaseBranch),
                ("$head", content.HeadCommit), ("$stage", content.Stage.ToKebabCase()), ("$title", content.Title), ("$body", content.Body), ("$now", now));
            const string where = "FROM pull_requests WHERE repository_key = $key AND branch = $branch";
            return (
                (long)writer.Scalar("SELECT number " + where, ("$key", url.Key), ("$branch", content.Branch))!,
                (long)writer.Scalar("SELECT created_at " + where, ("$key", url.Key), ("$branch", content.Branch))!);
        });

        var page = Path.Join(root, url.Key, number.ToString(CultureInfo.InvariantCulture) + ".md");
        Folders.WriteText(page, Page(content, url, number, createdAt));
        return new PullRequestResult((int)number, page);
    }

    private static string Page(PullRequestContent content, RepositoryUrl url, long number, long createdAt)
    {
        var page = new StringBuilder("---\n");
        foreach (var (name, value) in new[]
        {
            ("number", number.ToString(CultureInfo.InvariantCulture)),
            ("title", Quote(content.Title)),
            ("state", content.Stage.ToKebabCase()),
            ("repository", Quote(url.Text)),
            ("branch", Quote(content.Branch)),
            ("base", Quote(content.BaseBranch)),
            ("head", content.HeadCommit),
            ("task", content.TaskId),
            ("created", DateTimeOffset.FromUnixTimeMilliseconds(createdAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        })
        {
            page.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        }

        return page.Append("---\n\n").Append(content.Body.Trim()).Append('\n').ToString();
    }

    /// <summary>A YAML double-quoted scalar on one line.</summary>
    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text, PageJson);

    private static readonly System.Text.Json.JsonSerializerOptions PageJson = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
