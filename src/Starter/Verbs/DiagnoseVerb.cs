using System.CommandLine;
using BackgroundAgent.Diagnosis.Command;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>diagnose</c>: logs and reports into findings. Needs no server, and a network only for addresses of a forge.</summary>
internal static class DiagnoseVerb
{
    public const string Name = "diagnose";

    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            Name,
            "Say what failed in CI logs and test reports. Needs no server.",
            new("bgagent diagnose build.log", "For people"),
            new("bgagent diagnose --json build.log results.trx", "One JSON document per line and input"),
            new("bgagent diagnose https://github.com/org/app/pull/7/checks", "What fails on a pull request; a run, a job or a commit will do too"),
            new("gh run view --log-failed | bgagent diagnose -", "From a pipe"));
        var paths = new Argument<string[]>("PATH") { Description = "Logs, reports, folders, zip archives, addresses of the forge; - is standard input", Arity = ArgumentArity.ZeroOrMore };
        var markdown = new Option<bool>("--markdown") { Description = "Write Markdown" };
        var stdinPaths = new Option<bool>("--stdin-paths") { Description = "Read paths from standard input, one a line" };
        verb.Add(paths);
        verb.Add(markdown);
        verb.Add(stdinPaths);
        verb.Validators.Add(result =>
        {
            if (!result.GetValue(stdinPaths) && result.GetValue(paths) is null or [])
            {
                result.AddError("there is nothing to read: give a PATH, - for standard input, or --stdin-paths");
            }
        });
        verbs.OnRun(verb, (context, cancellationToken) =>
        {
            List<string> arguments = [.. context.Parsed.GetValue(paths) ?? []];
            AddWhere(context.Mode == OutputMode.Json, "--json");
            AddWhere(context.Parsed.GetValue(markdown), "--markdown");
            AddWhere(context.Parsed.GetValue(stdinPaths), "--stdin-paths");
            // Straight bytes: reports can be large, and one line must leave as soon as it is known.
            using var output = Console.OpenStandardOutput();
            using var input = Console.OpenStandardInput();
            var remote = new ForgeInputs(context.DataDirectory);
            var exit = new DiagnoseCommand(new(context.Host.In, input, output, context.Host.Error), remote).Run(arguments, cancellationToken);
            return Task.FromResult(exit == DiagnoseCommand.NothingRead ? ExitCodes.Other : exit);

            void AddWhere(bool given, string flag)
            {
                if (given)
                {
                    arguments.Add(flag);
                }
            }
        });
        return verb;
    }
}
