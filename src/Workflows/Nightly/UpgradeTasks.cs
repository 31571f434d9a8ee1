using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.Nightly;

/// <summary>The task of a group of upgrades. Its id follows from repository, group and target versions, and with it workflow and branch.</summary>
internal static class UpgradeTasks
{
    /// <summary>Characters of the group's name in the id; the digest behind it makes it unique.</summary>
    private const int NameCharacters = 40;

    /// <summary>Characters of a title; longer lists of upgrades are counted instead.</summary>
    private const int TitleCharacters = 70;

    public static TaskSpec Of(NightlyRepository repository, UpgradeGroup group, string requestedBy) => new()
    {
        TaskId = Id(repository.Repository, group),
        Title = Title(group),
        Kind = TaskKind.Upgrade,
        Repository = repository.Repository,
        Patchers = [new PatcherSpec { Type = PatcherType.Dependency, Upgrades = group.Upgrades }, .. repository.Patchers],
        CiCommand = repository.CiCommand,
        PolicyText = repository.PolicyText,
        Budgets = repository.Budgets,
        RequestedBy = requestedBy,
    };

    public static string Id(RepositoryRef repository, UpgradeGroup group)
    {
        var text = $"{repository.Forge}\n{repository.Url}\n{repository.BaseBranch}\n{group.Name}\n{string.Join('\n', group.Upgrades)}";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
        var name = string.Concat(group.Name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
        return $"up-{name[..Math.Min(NameCharacters, name.Length)].Trim('-')}-{digest}";
    }

    private static string Title(UpgradeGroup group)
    {
        var title = $"Upgrade {string.Join(", ", group.Dependencies.Select(dependency => $"{dependency.Name} to {dependency.Target}"))}";
        return title.Length <= TitleCharacters ? title : $"Upgrade {group.Dependencies.Count} dependencies ({group.Name})";
    }
}
