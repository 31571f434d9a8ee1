using System.CommandLine;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>Options that every verb understands.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = "Where everything is kept. Default: $BGAGENT_DATA_DIR, else $XDG_STATE_HOME/bgagent, else ~/.local/state/bgagent",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON for machines",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        root.Add(DataDirectory);
        root.Add(Json);
    }
}
