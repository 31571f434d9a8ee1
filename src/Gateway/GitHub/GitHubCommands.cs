using System.Globalization;
using System.Text.Json;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using static BackgroundAgent.Gateway.GitHub.GitHubJson;

namespace BackgroundAgent.Gateway.GitHub;

/// <summary>
/// What people say in comments, reviews and labels. Bots are not heard, ourselves among them. Who may say it is decided later, by asking GitHub.
/// </summary>
internal static class GitHubCommands
{
    private const string Prefix = "/bgagent";

    /// <summary>Stands in every comment of ours, for those who sign in with a person's token.</summary>
    private const string OwnMark = "<!-- bgagent:";

    public static readonly IReadOnlySet<string> Events =
        new HashSet<string>(StringComparer.Ordinal) { "issue_comment", "issues", "pull_request_review", "pull_request_review_comment" };

    /// <returns>Null: nothing that anybody has to look at.</returns>
    public static ForgeCommand? Read(string eventName, JsonElement payload, string label)
    {
        var sender = At(payload, "sender");
        if (Text(sender, "type") != "User" || Number(sender, "id") is not { } id || Text(sender, "login") is not { } login || login.Length > Limits.LoginCharacters)
        {
            return null;
        }

        return Heard(eventName, payload, label) is { } heard && Text(At(payload, "repository"), "clone_url") is { } url && Number(heard.Thread, "number") is > 0 and <= int.MaxValue and var number
            ? new ForgeCommand
            {
                Repository = new RepositoryRef("github", url),
                Number = (int)number,
                Source = heard.Source,
                SourceId = heard.Id.ToString(CultureInfo.InvariantCulture),
                By = new ForgePerson(id, login),
                Text = heard.Text.Length <= Limits.FeedbackCharacters ? heard.Text : heard.Text[..Limits.FeedbackCharacters],
                SaidAt = heard.SaidAt,
                Commit = heard.Commit,
                Place = heard.Place,
            }
            : null;
    }

    private static Heard? Heard(string eventName, JsonElement payload, string label) => (eventName, Text(payload, "action")) switch
    {
        ("issue_comment", "created") => Comment(payload),
        ("issues", "labeled") when Text(At(payload, "label"), "name") == label => Labelled(payload),
        ("pull_request_review", "submitted") when IsTask(payload) => Review(payload),
        ("pull_request_review_comment", "created") when IsTask(payload) => Line(payload),
        _ => null,
    };

    private static Heard? Comment(JsonElement payload)
    {
        var comment = At(payload, "comment");
        return Text(comment, "body") is { } body && body.Contains(Prefix, StringComparison.Ordinal) && !body.Contains(OwnMark, StringComparison.Ordinal)
            && Number(comment, "id") is { } id && At(payload, "issue") is { } issue
            ? new Heard(CommandSource.Comment, id, issue, body) { SaidAt = Time(comment, "created_at") }
            : null;
    }

    /// <summary>Putting the label on again later is the same wish, so the issue names it and not the event.</summary>
    private static Heard? Labelled(JsonElement payload)
        => At(payload, "issue") is { } issue && Number(issue, "id") is { } id ? new Heard(CommandSource.Label, id, issue, "") : null;

    private static Heard? Review(JsonElement payload)
    {
        var review = At(payload, "review");
        var source = Text(review, "state") switch
        {
            "approved" => CommandSource.Approval,
            "changes_requested" => CommandSource.ChangesRequested,
            _ => CommandSource.Review,
        };
        return Number(review, "id") is { } id && At(payload, "pull_request") is { } pull
            ? new Heard(source, id, pull, Text(review, "body") ?? "") { Commit = Text(review, "commit_id") }
            : null;
    }

    private static Heard? Line(JsonElement payload)
    {
        var comment = At(payload, "comment");
        var place = Text(comment, "path") is { } path ? $"{path}{(Number(comment, "line") is { } line ? $":{line}" : "")}" : null;
        return Number(comment, "id") is { } id && At(payload, "pull_request") is { } pull && Text(comment, "body") is { Length: > 0 } body
            ? new Heard(CommandSource.LineComment, id, pull, body) { Commit = Text(comment, "commit_id"), Place = place }
            : null;
    }

    private static bool IsTask(JsonElement payload) => Text(At(payload, "pull_request", "head"), "ref") is { } branch && Naming.TaskOfBranch(branch) is not null;
}

/// <summary>What was said, where.</summary>
internal sealed record Heard(CommandSource Source, long Id, JsonElement Thread, string Text)
{
    public DateTimeOffset? SaidAt { get; init; }

    public string? Commit { get; init; }

    public string? Place { get; init; }
}
