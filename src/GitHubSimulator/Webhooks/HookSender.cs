using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Webhooks;

/// <summary>Builds the payload of each event and hands it to the courier. Call inside the gate.</summary>
internal sealed class HookSender(World world, Courier courier)
{
    public void Push(RepositoryState repository, string branch, string before, string after, Account pusher) => Send(repository, "push", null, pusher, new JsonObject
    {
        ["ref"] = "refs/heads/" + branch,
        ["before"] = before,
        ["after"] = after,
        ["created"] = before.All(letter => letter == '0'),
        ["deleted"] = after.All(letter => letter == '0'),
        ["forced"] = false,
        ["base_ref"] = null,
        ["compare"] = $"{world.Address}{repository.FullName}/compare/{before}...{after}",
        ["commits"] = new JsonArray(),
        ["head_commit"] = null,
        ["pusher"] = new JsonObject { ["name"] = pusher.Login, ["email"] = "someone@example.com" },
    });

    public void Run(RepositoryState repository, RunState run, string action)
    {
        Send(repository, "workflow_run", action, run.Actor, new JsonObject { ["workflow_run"] = RunShapes.Run(world, repository, run), ["workflow"] = null });
        if (action is "requested" or "completed")
        {
            Send(repository, "check_suite", action, run.Actor, new JsonObject { ["check_suite"] = CheckShapes.Suite(world, repository, run) });
        }
    }

    public void Job(RepositoryState repository, RunState run, JobState job, string action)
    {
        Send(repository, "workflow_job", action, run.Actor, new JsonObject { ["workflow_job"] = RunShapes.Job(world, repository, run, job) });
        if (action is "queued" or "completed")
        {
            var check = CheckShapes.Run(world, repository, run, job);
            check["check_suite"]!["head_branch"] = run.Branch;
            check["check_suite"]!["head_sha"] = run.Commit;
            Send(repository, "check_run", action == "queued" ? "created" : action, run.Actor, new JsonObject { ["check_run"] = check });
        }
    }

    public void Status(RepositoryState repository, string branch, StatusState status) => Send(repository, "status", null, status.Creator, new JsonObject
    {
        ["id"] = status.Id,
        ["sha"] = status.Commit,
        ["name"] = repository.FullName,
        ["context"] = status.Context,
        ["state"] = status.State,
        ["description"] = status.Description,
        ["target_url"] = null,
        ["branches"] = new JsonArray(new JsonObject { ["name"] = branch, ["protected"] = false }),
    });

    public void Pull(RepositoryState repository, PullState pull, string action, Account sender) => Send(
        repository, "pull_request", action, sender,
        new JsonObject { ["number"] = pull.Issue.Number, ["pull_request"] = PullShapes.Pull(world, repository, pull, facts: null) });

    public void Comment(RepositoryState repository, CommentState comment, string action)
    {
        var issue = repository.Issues.First(one => one.Number == comment.Issue);
        Send(repository, "issue_comment", action, comment.Author, new JsonObject
        {
            ["issue"] = IssueShapes.Issue(world, repository, issue),
            ["comment"] = IssueShapes.Comment(world, repository, comment),
        });
    }

    public void Review(RepositoryState repository, ReviewState review)
    {
        var pull = PullShapes.Pull(world, repository, repository.Pulls.First(one => one.Issue.Number == review.Pull), facts: null);
        var isLine = review.Path is not null;
        Send(repository, isLine ? "pull_request_review_comment" : "pull_request_review", isLine ? "created" : "submitted", review.Author, new JsonObject
        {
            ["pull_request"] = pull,
            [isLine ? "comment" : "review"] = PullShapes.Review(world, repository, review),
        });
    }

    public void Labelled(RepositoryState repository, IssueState issue, string label, Account sender) => Send(repository, "issues", "labeled", sender, new JsonObject
    {
        ["issue"] = IssueShapes.Issue(world, repository, issue),
        ["label"] = IssueShapes.Label(world, repository, label),
    });

    /// <param name="action"><c>checks_requested</c> or <c>destroyed</c>.</param>
    public void MergeGroup(RepositoryState repository, PullState pull, string commit, string action, Account sender)
        => Send(repository, "merge_group", action, sender, new JsonObject
        {
            ["merge_group"] = new JsonObject
            {
                ["head_sha"] = commit,
                ["head_ref"] = "refs/heads/" + pull.QueueBranch,
                ["base_sha"] = repository.Heads[pull.Base],
                ["base_ref"] = "refs/heads/" + pull.Base,
            },
        });

    private void Send(RepositoryState repository, string name, string? action, Account sender, JsonObject body)
    {
        if (action is not null)
        {
            body["action"] = action;
        }

        body["repository"] = RepositoryShapes.Full(world, repository);
        body["sender"] = AccountShapes.Of(world, sender);
        body["installation"] = new JsonObject { ["id"] = repository.Owner.Id, ["node_id"] = $"I_{repository.Owner.Id}" };
        var delivery = new DeliveryState
        {
            Id = world.NextId(),
            Guid = Guid.NewGuid().ToString(),
            Event = name,
            Action = action,
            RepositoryId = repository.Id,
            Body = body.ToJsonString(),
            DeliveredAt = world.Now,
        };
        world.Deliveries.Add(delivery);
        courier.Take(repository, delivery);
    }
}
