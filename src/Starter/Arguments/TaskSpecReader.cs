using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Makes a task of what was typed, or throws a usage error that names what is wrong.</summary>
internal static class TaskSpecReader
{
    public static async Task<TaskSpec> ReadAsync(VerbContext context, TaskOptions options, CancellationToken cancellationToken)
    {
        var parsed = context.Parsed;
        var host = context.Host;
        var upgrades = ReadUpgrades(parsed.GetValue(options.Upgrades) ?? []);
        var repository = RepositoryText.Parse(parsed.GetValue(options.Repository) ?? ".", host.WorkingDirectory);
        var baseBranch = parsed.GetValue(options.Base);
        var root = repository.IsLocal ? RepositoryProbe.Check(repository.Url, baseBranch) : null;
        var agent = parsed.GetValue(options.Agent);
        if (agent is not null)
        {
            ProgramName.Check(host, "--agent", agent, root);
        }

        var ci = parsed.GetValue(options.Ci);
        if (ci is not null)
        {
            ProgramName.Check(host, "--ci", ci, root);
        }

        var policyFile = parsed.GetValue(options.Policy);
        var policy = await PolicyText.ReadAsync(context, policyFile, options.Guards, cancellationToken);
        var forge = parsed.GetValue(options.Forge)!;
        if (ci is null && forge == "local" && policyFile is null && root is not null && !RepositoryProbe.HasPolicyFile(root))
        {
            throw CliException.Usage("nothing judges the result: give --ci CMD", "Or write 'ci: CMD' into .bgagent.yml of the repository.");
        }

        var prompt = parsed.GetValue(options.Prompt) is { } text ? await PromptText.ReadAsync(host, "--prompt", text, cancellationToken) : null;
        var playbookFiles = parsed.GetValue(options.Playbooks) ?? [];
        var playbooks = await PlaybookText.ReadAsync(host, playbookFiles, cancellationToken);
        var title = parsed.GetValue(options.Title) ?? TaskNames.Title(prompt, upgrades, playbookFiles);
        return new TaskSpec
        {
            TaskId = parsed.GetValue(options.Id) ?? TaskNames.NewId(title),
            Title = title,
            Kind = upgrades.Count > 0 ? TaskKind.Upgrade : agent is null ? TaskKind.Playbook : TaskKind.Prompt,
            Repository = new RepositoryRef(forge, root ?? repository.Url, baseBranch),
            Prompt = prompt,
            // Deterministic fixers first: they are cheap, and what they repair an agent need not look at.
            Patchers = [.. Dependency(upgrades), .. playbooks, .. Command(agent)],
            CiCommand = ci,
            PolicyText = policy,
            Budgets = options.Budgets.Read(parsed),
            RequestedBy = host.Person,
        };
    }

    private static List<UpgradeText> ReadUpgrades(IReadOnlyList<string> texts)
    {
        var mistakes = new List<string>();
        var upgrades = new List<UpgradeText>();
        foreach (var text in texts)
        {
            if (UpgradeText.Parse(text, out var mistake) is { } upgrade)
            {
                upgrades.Add(upgrade);
            }
            else
            {
                mistakes.Add($"--upgrade: {mistake}");
            }
        }

        return mistakes.Count == 0 ? upgrades : throw CliException.Usage(string.Join('\n', mistakes));
    }

    private static IEnumerable<PatcherSpec> Dependency(List<UpgradeText> upgrades)
        => upgrades.Count == 0 ? [] : [new PatcherSpec { Type = PatcherType.Dependency, Upgrades = [.. upgrades.Select(upgrade => upgrade.ToString())] }];

    private static IEnumerable<PatcherSpec> Command(string? agent)
        => agent is null ? [] : [new PatcherSpec { Type = PatcherType.Command, Command = agent }];
}
