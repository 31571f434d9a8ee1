using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>What a task is: the options that <c>run</c> and <c>enqueue</c> share.</summary>
internal sealed class TaskOptions
{
    public Option<string> Repository { get; } = new("--repo", "-r")
    {
        Description = "Folder or clone URL of the repository [default: the current folder]",
        HelpName = "PATH|URL",
        DefaultValueFactory = _ => ".",
    };

    public Option<string> Forge { get; } = new("--forge")
    {
        Description = "Where pull requests are opened and CI is read",
        HelpName = "NAME",
        DefaultValueFactory = _ => "local",
    };

    public Option<string?> Base { get; } = new("--base", "-b")
    {
        Description = "Branch to start from [default: the repository's own]",
        HelpName = "BRANCH",
    };

    public Option<string?> Ci { get; } = new("--ci")
    {
        Description = "Shell command that judges a commit, run in a clean checkout [default: that of .bgagent.yml]",
        HelpName = "CMD",
    };

    public Option<string?> Agent { get; } = new("--agent", "-a")
    {
        Description = "Shell command that edits the work tree; gets the prompt on stdin and $BGAGENT_FINDINGS_FILE",
        HelpName = "CMD",
    };

    public Option<string[]> Upgrades { get; } = new("--upgrade", "-u")
    {
        Description = "Dependency to upgrade, ecosystem:name@version; may be repeated",
        HelpName = "SPEC",
    };

    public Option<string[]> Playbooks { get; } = new("--playbook")
    {
        Description = "YAML file that maps findings to fixes; may be repeated",
        HelpName = "FILE",
    };

    public Option<string?> Prompt { get; } = new("--prompt", "-p")
    {
        Description = "What shall be done: text, @FILE, or - for standard input",
        HelpName = "TEXT",
    };

    public Option<string?> Title { get; } = new("--title")
    {
        Description = "One line for lists and the pull request [default: made from the prompt or the upgrades]",
        HelpName = "TEXT",
    };

    public Option<string?> Policy { get; } = new("--policy")
    {
        Description = "Policy file that wins over the repository's .bgagent.yml field by field",
        HelpName = "FILE",
    };

    public GuardOptions Guards { get; } = new();

    public Option<string?> Id { get; } = new("--id")
    {
        Description = "Task id, 1 to 63 of a-z, 0-9 and '-'. The same id is never started twice [default: made up]",
        HelpName = "ID",
    };

    public Option<bool> Again { get; } = new("--again")
    {
        Description = "Start anew although a finished task has this --id; it goes on from the pushed branch",
    };

    public BudgetOptions Budgets { get; } = new();

    public void AddTo(Command command)
    {
        Upgrades.AllowMultipleArgumentsPerToken = true;
        Option[] options =
        [
            Repository, Ci, Agent, Upgrades, Playbooks, Prompt, Base, Title, Policy, Id, Again, Forge,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        Guards.AddTo(command);
        Budgets.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Agent) is null && result.GetResult(Upgrades) is null && result.GetResult(Playbooks) is null)
            {
                result.AddError("nothing says how to change the code: give --agent, --upgrade or --playbook");
            }

            if (result.GetValue(Id) is { } id && !Naming.IsTaskId(id))
            {
                result.AddError($"--id: '{id}' is not a task id: 1 to 63 of a-z, 0-9 and '-', no '-' at either end");
            }

            if (result.GetValue(Again) && result.GetResult(Id) is null)
            {
                result.AddError("--again needs --id");
            }
        });
    }
}
