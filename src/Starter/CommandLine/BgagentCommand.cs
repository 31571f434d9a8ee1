using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using BackgroundAgent.Starter.Verbs;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>The table of contents of <c>bgagent</c>. Building it starts nothing: a verb loads what it needs when it runs.</summary>
internal static class BgagentCommand
{
    private static readonly Example[] RootExamples =
    [
        new("bgagent demo", "See the whole loop in a minute, with nothing to set up"),
        new("bgagent run --ci 'npm test' --upgrade npm:lodash@4.17.21", "Upgrade a dependency of the repository in this folder until its tests pass"),
        new("bgagent run --repo ~/src/app --ci 'dotnet test' --agent ./agent.sh --prompt 'Use System.Text.Json'", "Let an agent work, with CI as the judge"),
        new("bgagent up", "Serve many tasks; then, elsewhere: bgagent enqueue …, bgagent list"),
    ];

    /// <param name="host">The process around it.</param>
    /// <param name="first">The first word typed, if any; only its verb may be needed.</param>
    public static RootCommand Build(CliHost host, string? first = null)
    {
        var options = new GlobalOptions();
        var verbs = new VerbFactory(host, options);
        var root = new RootCommand("Runs coding tasks in the background on a branch of their own, with CI as the judge.");
        options.AddTo(root);
        foreach (var verb in AllVerbs.Create(verbs, first))
        {
            root.Add(verb);
        }

        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption { Action: HelpAction inner } help:
                    help.Action = new ExamplesHelp(inner, RootExamples);
                    break;
                case VersionOption version:
                    version.Action = new VersionAction();
                    break;
            }
        }

        return root;
    }

    public static async Task<int> InvokeAsync(string[] args, CliHost host)
    {
        // No response files: @FILE is how a prompt is read from a file.
        var result = Build(host, args.FirstOrDefault()).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction or null)
        {
            return Refusal.Usage(host, result);
        }

        var configuration = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            // The verbs that must end with care listen to signals themselves; the others may end at once.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await result.InvokeAsync(configuration);
        }
        catch (Exception exception)
        {
            return Refusal.Report(host, exception);
        }
    }

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
            return ExitCodes.Green;
        }
    }
}
