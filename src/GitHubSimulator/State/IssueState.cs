namespace BackgroundAgent.GitHubSimulator.State;

internal sealed class IssueState
{
    public required long Id { get; init; }

    public required int Number { get; init; }

    public required Account Author { get; init; }

    public required string Title { get; set; }

    public string Body { get; set; } = "";

    public string State { get; set; } = "open";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public List<string> Labels { get; } = [];

    public List<string> Assignees { get; } = [];
}
