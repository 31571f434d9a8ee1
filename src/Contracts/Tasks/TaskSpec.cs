using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>What a person, a schedule or a label hands over: the input of one task workflow.</summary>
public sealed record TaskSpec
{
    /// <summary>See <see cref="Naming"/> for its form; workflow id and branch follow from it.</summary>
    public required string TaskId { get; init; }

    /// <summary>One line for lists, the pull request and the first commit.</summary>
    public required string Title { get; init; }

    public required TaskKind Kind { get; init; }

    public required RepositoryRef Repository { get; init; }

    /// <summary>The instruction for an agent; also the pull request's reason.</summary>
    public string? Prompt { get; init; }

    /// <summary>Tried in this order in every attempt; the first that changes something makes the attempt's patch.</summary>
    public IReadOnlyList<PatcherSpec> Patchers { get; init; } = [];

    /// <summary>Shell command for local CI. Null: the policy file's, else the forge's own CI.</summary>
    public string? CiCommand { get; init; }

    /// <summary>Text of a policy file given by the caller; it wins over the repository's <c>.bgagent.yml</c> field by field.</summary>
    public string? PolicyText { get; init; }

    /// <summary>Budgets given by the caller; they win over both policies.</summary>
    public BudgetOverrides? Budgets { get; init; }

    /// <summary>Who asked: a login, <c>schedule:nightly</c>, <c>label:bgagent</c>.</summary>
    public string RequestedBy { get; init; } = "unknown";
}

[JsonConverter(typeof(KebabCase<TaskKind>))]
public enum TaskKind
{
    Prompt,
    Upgrade,
    Playbook,
    Lint,
    FlakyTest,
}

/// <summary>Where the code is.</summary>
/// <param name="Forge">Name of a registered forge: <c>local</c> or <c>github</c>.</param>
/// <param name="Url">A clone URL without credentials, or an absolute path.</param>
/// <param name="BaseBranch">Null: the repository's default branch.</param>
public sealed record RepositoryRef(string Forge, string Url, string? BaseBranch = null);

/// <summary>One patcher of a task and its settings. Exactly the fields of its type are set.</summary>
public sealed record PatcherSpec
{
    public required PatcherType Type { get; init; }

    /// <summary><see cref="PatcherType.Command"/>: run by the shell in the work tree.</summary>
    public string? Command { get; init; }

    /// <summary><see cref="PatcherType.Dependency"/>: <c>ecosystem:name@version</c>, such as <c>npm:lodash@4.17.21</c>.</summary>
    public IReadOnlyList<string> Upgrades { get; init; } = [];

    /// <summary><see cref="PatcherType.Playbook"/>: text of the YAML file.</summary>
    public string? Playbook { get; init; }
}

[JsonConverter(typeof(KebabCase<PatcherType>))]
public enum PatcherType
{
    Dependency,
    Playbook,
    Command,
}
