using BackgroundAgent.Contracts.Nightly;

namespace BackgroundAgent.Workflows.Nightly;

/// <summary>Groups outdated dependencies by rules; a pure function, so that the same night gives the same groups.</summary>
internal static class Grouping
{
    /// <returns>Sorted by name.</returns>
    public static IReadOnlyList<UpgradeGroup> Group(IReadOnlyList<OutdatedDependency> outdated, IReadOnlyList<UpgradeRule> rules)
    {
        var groups = new SortedDictionary<string, List<OutdatedDependency>>(StringComparer.Ordinal);
        IReadOnlyList<UpgradeRule> all = [.. rules, .. UpgradeGroups.Default];
        foreach (var dependency in outdated.OrderBy(row => row.Ecosystem, StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal))
        {
            var rule = all.FirstOrDefault(candidate => Takes(candidate, dependency));
            if (rule is { Ignore: true })
            {
                continue;
            }

            var name = rule?.Group ?? $"{dependency.Ecosystem}-{dependency.Name}";
            if (!groups.TryGetValue(name, out var members))
            {
                groups[name] = members = [];
            }

            members.Add(dependency);
        }

        return [.. groups.Select(group => new UpgradeGroup(group.Key, group.Value))];
    }

    private static bool Takes(UpgradeRule rule, OutdatedDependency dependency)
        => (rule.Ecosystem is null || rule.Ecosystem == dependency.Ecosystem)
            && (rule.Kinds.Count == 0 || rule.Kinds.Contains(dependency.Kind))
            && (rule.Names.Count == 0 || rule.Names.Any(pattern => Matches(pattern, dependency.Name)));

    /// <summary><c>*</c> stands for any characters; case is ignored.</summary>
    private static bool Matches(string pattern, string name)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase);
        }

        if (!name.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase) || name.Length < parts[0].Length + parts[^1].Length)
        {
            return false;
        }

        var (from, end) = (parts[0].Length, name.Length - parts[^1].Length);
        foreach (var part in parts[1..^1])
        {
            var at = name.IndexOf(part, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0 || at + part.Length > end)
            {
                return false;
            }

            from = at + part.Length;
        }

        return from <= end && name.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
