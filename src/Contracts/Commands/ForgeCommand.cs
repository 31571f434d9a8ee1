using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Commands;

/// <summary>What a person said on a forge, as its webhook told. Nothing of it is believed before it was looked up there.</summary>
public sealed record ForgeCommand
{
    public required RepositoryRef Repository { get; init; }

    /// <summary>Of the issue or pull request.</summary>
    public required int Number { get; init; }

    public required CommandSource Source { get; init; }

    /// <summary>The forge's id of the comment, review or label event; one command each.</summary>
    public required string SourceId { get; init; }

    public required ForgePerson By { get; init; }

    /// <summary>As written, at most <see cref="Limits.FeedbackCharacters"/>. Untrusted.</summary>
    public string Text { get; init; } = "";

    /// <summary>When it was said, by the forge's clock; null: not told.</summary>
    public DateTimeOffset? SaidAt { get; init; }

    /// <summary>The commit that was reviewed; null: none.</summary>
    public string? Commit { get; init; }

    /// <summary>Of a comment on a line, such as <c>src/app.c:12</c>.</summary>
    public string? Place { get; init; }

    /// <summary>Workflow id: the same thing said is one command, however often it is delivered.</summary>
    [JsonIgnore]
    public string WorkflowId => $"command-{Repository.Forge}-{Source.ToKebabCase()}-{SourceId}";
}

/// <param name="Id">The forge's number of the account; a login can change hands.</param>
/// <param name="Login">Name shown to people.</param>
public sealed record ForgePerson(long Id, string Login);

[JsonConverter(typeof(KebabCase<CommandSource>))]
public enum CommandSource
{
    Comment,
    Approval,
    ChangesRequested,

    /// <summary>A review that only comments.</summary>
    Review,

    /// <summary>A comment on a line.</summary>
    LineComment,

    /// <summary>The label that asks for a task.</summary>
    Label,
}

/// <summary>What came of a command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="TaskId">The task it was about; null: none.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record ForgeCommandResult(CommandOutcome Outcome, string? TaskId = null, string? Message = null);

[JsonConverter(typeof(KebabCase<CommandOutcome>))]
public enum CommandOutcome
{
    Done,

    /// <summary>The task or the command's form did not allow it.</summary>
    Refused,

    /// <summary>Whoever said it may not write to the repository.</summary>
    NotAllowed,

    /// <summary>It was no command.</summary>
    Ignored,
}
