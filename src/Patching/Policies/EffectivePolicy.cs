using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Policies;

/// <summary>Merges the sources of a task's policy.</summary>
public static class EffectivePolicy
{
    /// <summary>
    /// The caller's words win over the repository's, and those over the defaults, field by field. What guards the repository can be made
    /// stricter by the caller, never looser: protected paths add up, high risk stays high, and a high-risk repository names its own approvers.
    /// </summary>
    /// <param name="repository">From <c>.bgagent.yml</c> at the base commit; null when there is none.</param>
    /// <param name="caller">From <see cref="TaskSpec.PolicyText"/>; null when there is none.</param>
    /// <param name="spec">For what the caller gives outside of a policy file: budgets and the CI command.</param>
    public static TaskPolicy Merge(PolicyOverrides? repository, PolicyOverrides? caller, TaskSpec spec)
    {
        var defaults = new TaskPolicy();
        repository ??= new PolicyOverrides();
        caller ??= new PolicyOverrides();
        var pullRequest = caller.PullRequest ?? repository.PullRequest;
        var approvals = caller.Approvals ?? repository.Approvals ?? defaults.Approvals;
        var budgets = caller.Budgets.ApplyTo(repository.Budgets.ApplyTo(defaults.Budgets));
        return new TaskPolicy
        {
            Budgets = spec.Budgets?.ApplyTo(budgets) ?? budgets,
            CiCommand = spec.CiCommand ?? caller.CiCommand ?? repository.CiCommand,
            RequiredChecks = caller.RequiredChecks ?? repository.RequiredChecks ?? defaults.RequiredChecks,
            QuietPeriod = caller.QuietPeriod ?? repository.QuietPeriod ?? defaults.QuietPeriod,
            ProtectedPaths = [.. (repository.ProtectedPaths ?? []).Union(caller.ProtectedPaths ?? []).Order(StringComparer.Ordinal)],
            HighRisk = repository.HighRisk == true || caller.HighRisk == true,
            // What is merged by itself has been seen by somebody.
            Approvals = pullRequest?.Merges == true ? Math.Max(1, approvals) : approvals,
            Approvers = Approvers(repository, caller) ?? defaults.Approvers,
            PatcherOrder = caller.PatcherOrder ?? repository.PatcherOrder ?? defaults.PatcherOrder,
            Notifiers = caller.Notifiers ?? repository.Notifiers ?? defaults.Notifiers,
            PullRequest = pullRequest,
            Network = caller.Network ?? repository.Network ?? defaults.Network,
        };
    }

    /// <summary>
    /// SHA-256, lower-case hexadecimal, of the policy as JSON with sorted keys and without what is null or empty: the same policy has the same
    /// hash whatever file it came from, and a later optional field does not change the hash of those that do not use it.
    /// </summary>
    public static string Hash(TaskPolicy policy)
    {
        var canonical = Canonical(JsonSerializer.SerializeToNode(policy))?.ToJsonString() ?? "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    private static IReadOnlyList<string>? Approvers(PolicyOverrides repository, PolicyOverrides caller)
        => repository is { HighRisk: true, Approvers.Count: > 0 } ? repository.Approvers : caller.Approvers ?? repository.Approvers;

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, Canonical(pair.Value)))
            .Where(pair => pair.Value is not null)),
        JsonArray { Count: 0 } => null,
        JsonArray list => new JsonArray([.. list.Select(Canonical)]),
        _ => node?.DeepClone(),
    };
}
