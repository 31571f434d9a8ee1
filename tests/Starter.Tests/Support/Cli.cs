using System.Text;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>Runs the command line in this process, with nothing of the real environment.</summary>
internal sealed class Cli
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public Dictionary<string, string> Variables { get; } = new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "", ["USER"] = "ada" };

    public string WorkingDirectory { get; init; } = Path.GetTempPath();

    public string HomeDirectory { get; init; } = "/home/ada";

    public string Input { get; init; } = "";

    /// <summary>Standard input instead of <see cref="Input"/>.</summary>
    public TextReader? Reader { get; init; }

    public bool IsTerminal { get; init; }

    public string Out => output.ToString();

    public string Error => error.ToString();

    public CliHost Host => new()
    {
        Out = new StringWriter(output),
        Error = new StringWriter(error),
        In = Reader ?? new StringReader(Input),
        Variable = name => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null,
        WorkingDirectory = WorkingDirectory,
        HomeDirectory = HomeDirectory,
        IsTerminal = IsTerminal,
    };

    public Task<int> RunAsync(params string[] args) => BgagentCommand.InvokeAsync(args, Host);
}
