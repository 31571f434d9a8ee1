namespace BackgroundAgent.GitHubSimulator.State;

internal sealed class CommentState
{
    public required long Id { get; init; }

    public required int Issue { get; init; }

    public required Account Author { get; init; }

    public required string Body { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public List<(string By, string Content)> Reactions { get; } = [];
}
