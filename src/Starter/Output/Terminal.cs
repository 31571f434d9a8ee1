using BackgroundAgent.Starter.CommandLine;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output;

/// <summary>The terminal as Spectre.Console sees it; made only by what draws.</summary>
internal static class Terminal
{
    public static IAnsiConsole Create(CliHost host) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = host.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = host.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(host.Out),
    });
}
