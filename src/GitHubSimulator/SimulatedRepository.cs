using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.State;
using BackgroundAgent.GitHubSimulator.Webhooks;

namespace BackgroundAgent.GitHubSimulator;

/// <summary>One repository, as its owner and the people around it use it.</summary>
public sealed class SimulatedRepository
{
    private readonly World world;
    private readonly RepositoryState state;
    private readonly PushWatch pushes;
    private readonly RunDriver runs;

    internal SimulatedRepository(World world, RepositoryState state, PushWatch pushes, RunDriver runs)
    {
        (this.world, this.state, this.pushes, this.runs) = (world, state, pushes, runs);
    }

    public string FullName => state.FullName;

    /// <summary>Address for git.</summary>
    public string Url => $"{world.Address}{FullName}.git";

    /// <summary>The bare repository on this machine.</summary>
    public string Folder => state.Folder;

    /// <summary>What CI does with the next pushed commits.</summary>
    public CiScript Script
    {
        set => state.Script = value;
    }

    /// <summary>What happens to webhooks from now on.</summary>
    public DeliveryFaults Faults
    {
        set => state.Faults = value;
    }

    /// <summary>Whether the App is installed here.</summary>
    public bool Installed
    {
        set => state.Installed = value;
    }

    /// <summary>Requires checks on a branch, by branch protection or by a ruleset.</summary>
    public void Require(string branch, string[] checks, bool byRuleset = false)
    {
        lock (world.Gate)
        {
            (byRuleset ? state.Rules : state.Protection)[branch] = checks;
        }
    }

    /// <summary>Adds a rule to every branch but the default one, by a ruleset.</summary>
    /// <param name="type">Such as <c>required_signatures</c>; it is listed and not enforced.</param>
    public void Restrict(string type)
    {
        lock (world.Gate)
        {
            state.Restrictions.Add(type);
        }
    }

    /// <summary>Asks of a branch's pull requests more than checks.</summary>
    /// <param name="branch">The base.</param>
    /// <param name="upToDate">They must hold all of it.</param>
    /// <param name="reviews">Approving reviews.</param>
    /// <param name="queue">They go through the merge queue.</param>
    public void Demand(string branch, bool upToDate = false, int reviews = 0, bool queue = false)
    {
        lock (world.Gate)
        {
            state.RequiredReviews[branch] = reviews;
            _ = upToDate && state.Strict.Add(branch);
            _ = queue && state.Queues.Add(branch);
        }
    }

    /// <param name="login">Who.</param>
    /// <param name="role"><c>admin</c>, <c>maintain</c>, <c>write</c>, <c>triage</c> or <c>read</c>.</param>
    public void Allow(string login, string role)
    {
        lock (world.Gate)
        {
            state.Collaborators[login] = role;
        }
    }

    /// <summary>Runs CI of a commit that was there before anybody pushed.</summary>
    public void RunCi(string branch, CiPlan plan) => runs.Start(state, branch, Head(branch)!, plan, world.AccountOf("somebody"));

    /// <summary>Where a branch is; null: there is none.</summary>
    public string? Head(string branch)
    {
        lock (world.Gate)
        {
            return state.Heads.GetValueOrDefault(branch);
        }
    }

    /// <summary>Looks for what changed on disk, as if somebody had pushed it.</summary>
    public Task PushedAsync(string by, CancellationToken cancellationToken = default) => pushes.LookAsync(state, world.AccountOf(by), cancellationToken);

    public IReadOnlyList<PullView> Pulls
    {
        get
        {
            lock (world.Gate)
            {
                return [.. state.Pulls.Select(View)];
            }
        }
    }

    /// <summary>Bodies of the comments on an issue or pull request, oldest first, with who wrote them.</summary>
    public IReadOnlyList<(string By, string Body)> CommentsOf(int number)
    {
        lock (world.Gate)
        {
            return [.. state.Comments.Where(comment => comment.Issue == number).Select(comment => (comment.Author.Login, comment.Body))];
        }
    }

    /// <summary>Opens an issue.</summary>
    /// <returns>Its number.</returns>
    public int OpenIssue(string by, string title, string body)
    {
        var author = world.AccountOf(by);
        lock (world.Gate)
        {
            var issue = new IssueState
            {
                Id = world.NextId(),
                Number = state.Issues.Count + 1,
                Author = author,
                Title = title,
                Body = body,
                CreatedAt = world.Now,
                UpdatedAt = world.Now,
            };
            state.Issues.Add(issue);
            return issue.Number;
        }
    }

    /// <summary>Somebody comments.</summary>
    public void Comment(int number, string by, string body, bool isBot = false)
    {
        var author = world.AccountOf(by, isBot ? "Bot" : "User");
        lock (world.Gate)
        {
            var comment = new CommentState { Id = world.NextId(), Issue = number, Author = author, Body = body, CreatedAt = world.Now, UpdatedAt = world.Now };
            state.Comments.Add(comment);
            world.Hooks.Comment(state, comment, "created");
        }
    }

    /// <summary>Somebody reviews the head of a pull request.</summary>
    /// <param name="verdict"><c>approved</c>, <c>changes_requested</c> or <c>commented</c>.</param>
    /// <param name="path">Makes it a comment on a line of that file.</param>
    public void Review(int number, string by, string verdict, string body, string? path = null)
    {
        var author = world.AccountOf(by);
        lock (world.Gate)
        {
            var pull = state.Pulls.First(one => one.Issue.Number == number);
            var review = new ReviewState
            {
                Id = world.NextId(),
                Pull = number,
                Author = author,
                Body = body,
                State = verdict,
                Path = path,
                Line = path is null ? null : 1,
                Commit = state.Heads.GetValueOrDefault(pull.Head) ?? "",
                CreatedAt = world.Now,
            };
            state.Reviews.Add(review);
            world.Hooks.Review(state, review);
            world.Settled(state);
        }
    }

    /// <summary>Somebody puts a label on an issue.</summary>
    public void Label(int number, string by, string label)
    {
        var sender = world.AccountOf(by);
        lock (world.Gate)
        {
            var issue = state.Issues.First(one => one.Number == number);
            issue.Labels.Add(label);
            world.Hooks.Labelled(state, issue, label, sender);
        }
    }

    /// <summary>Somebody puts a label on a pull request.</summary>
    public void LabelPull(int number, string label)
    {
        lock (world.Gate)
        {
            state.Pulls.First(one => one.Issue.Number == number).Issue.Labels.Add(label);
        }
    }

    /// <summary>Makes every run one that was run so often already.</summary>
    public void Age(int attempts)
    {
        lock (world.Gate)
        {
            state.Runs.ForEach(run => run.Attempt = attempts);
        }
    }

    /// <summary>A maintainer lets every waiting run go.</summary>
    public void ApproveRuns()
    {
        lock (world.Gate)
        {
            foreach (var run in state.Runs.Where(run => run.Conclusion == "action_required").ToList())
            {
                runs.TryApprove(state, run);
            }
        }
    }

    private PullView View(PullState pull) => new(pull.Issue.Number, pull.Head, pull.Issue.State, pull.Draft, pull.Issue.Title, pull.Issue.Body)
    {
        Labels = [.. pull.Issue.Labels],
        Reviewers = [.. pull.Reviewers],
        Assignees = [.. pull.Issue.Assignees],
        AutoMerge = pull.AutoMerge,
        Merged = pull.Merged,
    };
}

/// <summary>A pull request as people see it.</summary>
public sealed record PullView(int Number, string Head, string State, bool Draft, string Title, string Body)
{
    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Reviewers { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    public string? AutoMerge { get; init; }

    public bool Merged { get; init; }
}
