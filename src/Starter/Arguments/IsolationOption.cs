using System.CommandLine;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Arguments;

/// <summary><c>--isolation</c>: a choice of whoever owns the machine, so no file of a repository has a say in it.</summary>
internal sealed class IsolationOption
{
    private readonly Option<string?> option = new("--isolation")
    {
        Description = "Shut agents and local CI in: auto (bubblewrap where it works), bwrap (or not start), none [default: that of the settings, else auto]",
        HelpName = "auto|bwrap|none",
    };

    public void AddTo(Command command)
    {
        option.AcceptOnlyFromAmong("auto", "bwrap", "none");
        command.Add(option);
    }

    public AllInOneOptions ApplyTo(AllInOneOptions options, ParseResult parsed)
        => parsed.GetValue(option) is { } word ? options.WithIsolation(word) : options;
}
