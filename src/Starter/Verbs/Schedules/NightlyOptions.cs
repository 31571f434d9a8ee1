using System.CommandLine;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary>What <c>schedule create</c> is told.</summary>
internal sealed class NightlyOptions
{
    public Option<string> Cron { get; } = new("--cron") { Description = "When: minute hour day month weekday", HelpName = "EXPR", Required = true };

    public Option<string?> TimeZone { get; } = new("--time-zone") { Description = "IANA name the times are meant in [default: UTC]", HelpName = "ZONE" };

    public Option<TimeSpan> Jitter { get; } = Duration("--jitter", "Spread the start by up to this much", TimeSpan.FromMinutes(10));

    public Option<TimeSpan> CatchUp { get; } = Duration("--catch-up", "Start a missed night at most this late", TimeSpan.FromHours(1));

    private readonly Option<string[]> repositories = new("--repo", "-r") { Description = "Folder or clone URL; may be repeated", HelpName = "PATH|URL", Required = true };
    private readonly Option<string> forge = new("--forge") { Description = "Where pull requests are opened", HelpName = "NAME", DefaultValueFactory = _ => "local" };
    private readonly Option<string?> branch = new("--base", "-b") { Description = "Branch to upgrade [default: the repository's own]", HelpName = "BRANCH" };
    private readonly Option<string?> ci = new("--ci") { Description = "Shell command that judges a commit [default: that of .bgagent.yml]", HelpName = "CMD" };
    private readonly Option<string?> agent = new("--agent", "-a") { Description = "Shell command that repairs what an upgrade breaks", HelpName = "CMD" };
    private readonly Option<string[]> playbooks = new("--playbook") { Description = "YAML file of fixes, tried before the agent; may be repeated", HelpName = "FILE" };
    private readonly Option<string?> policy = new("--policy") { Description = "Policy file that wins over .bgagent.yml", HelpName = "FILE" };
    private readonly Option<string[]> groups = new("--group") { Description = "NAME=ECOSYSTEM:PATTERN: upgrade what matches together; may be repeated", HelpName = "RULE" };
    private readonly Option<string[]> ignore = new("--ignore") { Description = "ECOSYSTEM:PATTERN: leave what matches alone; may be repeated", HelpName = "RULE" };
    private readonly Option<int> atOnce = Number("--at-once", "Tasks of one repository at once", 2, 20);
    private readonly Option<int> perNight = Number("--per-night", "Tasks of one repository a night", 10, 100);
    private readonly BudgetOptions budgets = new();

    public void AddTo(Command command)
    {
        Option[] options =
        [
            Cron, TimeZone, Jitter, CatchUp, repositories, ci, agent, playbooks, branch, policy, groups, ignore, atOnce, perNight, forge,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        budgets.AddTo(command);
    }

    public async Task<NightlyInput> ReadAsync(VerbContext context, string name, CancellationToken cancellationToken)
    {
        var parsed = context.Parsed;
        List<PatcherSpec> patchers = [.. await PlaybookText.ReadAsync(context.Host, parsed.GetValue(playbooks) ?? [], cancellationToken)];
        if (parsed.GetValue(agent) is { } command)
        {
            patchers.Add(new PatcherSpec { Type = PatcherType.Command, Command = command });
        }

        var policyText = await PolicyText.ReadAsync(context, parsed.GetValue(policy), cancellationToken);
        var rules = RuleText.ParseAll(parsed.GetValue(groups) ?? [], parsed.GetValue(ignore) ?? []);
        return new NightlyInput
        {
            Repositories = [.. parsed.GetRequiredValue(repositories).Select(text => new NightlyRepository
            {
                Repository = Reference(context, text),
                CiCommand = parsed.GetValue(ci),
                PolicyText = policyText,
                Budgets = budgets.Read(parsed),
                Patchers = patchers,
                Rules = rules,
            })],
            AtOncePerRepository = parsed.GetValue(atOnce),
            PerRepository = parsed.GetValue(perNight),
            RequestedBy = "schedule:" + name,
        };
    }

    private RepositoryRef Reference(VerbContext context, string text)
    {
        var repository = RepositoryText.Parse(text, context.Host.WorkingDirectory);
        var baseBranch = context.Parsed.GetValue(branch);
        var url = repository.IsLocal ? RepositoryProbe.Check(repository.Url, baseBranch) : repository.Url;
        return new RepositoryRef(context.Parsed.GetValue(forge)!, url, baseBranch);
    }

    private static Option<int> Number(string name, string description, int standard, int most)
    {
        var option = new Option<int>(name) { Description = $"{description}, 1 to {most}", HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1 || number > most))
            {
                result.AddError($"{name}: '{result.Tokens[0].Value}' is not a number from 1 to {most}");
            }
        });
        return option;
    }

    private static Option<TimeSpan> Duration(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description} [default: {Elapsed.Show(standard)}]",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (result.Tokens.Count == 0)
            {
                return standard;
            }

            if (DurationText.TryParse(result.Tokens[0].Value, out var value) && value <= TimeSpan.FromDays(7))
            {
                return value;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a time up to 7d, such as 90s, 15m, 1h30m or 2d");
            return standard;
        },
    };
}
