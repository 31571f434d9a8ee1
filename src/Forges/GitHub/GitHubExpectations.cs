using System.Text.Json;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>
/// Which checks the base branch requires, by branch protection and by rulesets. Both are read where nobody needs to be an administrator: the
/// branch itself and "Get rules for a branch".
/// </summary>
internal static class GitHubExpectations
{
    /// <param name="repository">Where.</param>
    /// <param name="baseBranch">Null: the default branch.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<string>> RequiredAsync(GitHubRepository repository, string? baseBranch, CancellationToken cancellationToken)
    {
        var branch = baseBranch ?? Text(await repository.JsonAsync("", cancellationToken), "default_branch");
        if (branch is null)
        {
            return [];
        }

        var name = GitHubBranches.InPath(branch);
        var byProtection = Protected(await repository.JsonAsync($"branches/{name}", cancellationToken));
        var byRules = Ruled(await repository.JsonAsync($"rules/branches/{name}?per_page=100", cancellationToken));
        return [.. byProtection.Concat(byRules).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Whether a ruleset wants branches that hold all of the base, and this one does not. Branch protection wants the same, but shows it to administrators only.
    /// </summary>
    public static async Task<bool> IsBehindAsync(GitHubRepository repository, string baseBranch, string head, CancellationToken cancellationToken)
    {
        var rules = await repository.JsonAsync($"rules/branches/{GitHubBranches.InPath(baseBranch)}?per_page=100", cancellationToken);
        var strict = Items(rules).Any(rule => Text(rule, "type") == "required_status_checks"
            && At(At(rule, "parameters"), "strict_required_status_checks_policy") is { ValueKind: JsonValueKind.True });
        return strict && At(await repository.JsonAsync($"compare/{GitHubBranches.InPath(baseBranch)}...{head}?per_page=1", cancellationToken), "behind_by") is { } behind
            && behind.GetInt32() > 0;
    }

    private static IEnumerable<string> Protected(JsonElement? branch)
    {
        var required = At(At(branch, "protection"), "required_status_checks");
        return Text(required, "enforcement_level") == "off" ? [] : Items(At(required, "contexts")).Select(item => item.GetString()!);
    }

    private static IEnumerable<string> Ruled(JsonElement? rules) => Items(rules)
        .Where(rule => Text(rule, "type") == "required_status_checks")
        .SelectMany(rule => Items(At(At(rule, "parameters"), "required_status_checks")))
        .Select(check => Text(check, "context"))
        .OfType<string>();

    private static IEnumerable<JsonElement> Items(JsonElement? array) => array is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static JsonElement? At(JsonElement? element, string name)
        => element is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element, string name) => At(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
