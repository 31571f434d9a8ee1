using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Demo;
using BackgroundAgent.Starter.Hosting;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Progress;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>demo</c>: the whole loop on a sample repository, with nothing to set up.</summary>
internal static class DemoVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "demo",
            "See the whole loop on a sample: an upgrade breaks the build, CI goes red, patches repair it, the pull request is ready. Needs git and the "
            + ".NET SDK, no network. It keeps to a folder of its own below the data directory.",
            new Example("bgagent demo", "About half a minute"),
            new Example("bgagent demo --github", "The same against a simulated GitHub: pushes, checks, pull request, webhooks"));
        var onGitHub = new Option<bool>("--github") { Description = "Against a simulated GitHub on this machine instead of local CI" };
        verb.Add(onGitHub);
        verbs.OnRun(verb, (context, cancellationToken) => RunAsync(context, context.Parsed.GetValue(onGitHub), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, bool onGitHub, CancellationToken cancellationToken)
    {
        using var interrupts = new Interrupts();
        var folder = DemoFolder.Create(context.DataDirectory, context.Host.Time.GetLocalNow());
        var view = ProgressViews.Create(context);
        view.Note("A sample shop computes postage with the package Rates 1. Version 2 renames what it uses and counts in grams.");
        view.Note($"Everything of this demo lies in {folder.Root}");
        await using var github = onGitHub ? await DemoGitHub.StartAsync(folder, interrupts.AtOnce) : null;
        await using var host = await EmbeddedHost.StartAsync(
            context, new AllInOneOptions { DataDirectory = folder.Data, Configuration = github?.Configuration }, "Start the demo again.", interrupts.AtOnce);
        await FreshRepository.CreateAsync(host.Services, folder.Repository, "Parcels with Rates 1", interrupts.AtOnce);
        var remote = github is null ? null : await github.PublishAsync(folder, host, interrupts.AtOnce);
        var task = DemoTask.Of(folder, context.Host.Person, remote);
        var exit = await new EmbeddedTask(context, host, folder.Data, interrupts, view).RunAsync(task, again: false);
        foreach (var effect in github?.Effects ?? [])
        {
            view.Note($"github: {effect.Repository}: {effect.What}");
        }

        if (context.Mode != OutputMode.Json)
        {
            WhatNext(context, folder, github?.Repository ?? folder.Repository);
        }

        return exit;
    }

    /// <param name="pushedTo">The repository that holds the task's branch.</param>
    private static void WhatNext(VerbContext context, DemoFolder folder, string pushedTo)
    {
        var output = context.Host.Out;
        var command = Command(context.Host);
        var branch = Naming.Branch("upgrade-rates");
        output.WriteLine();
        output.WriteLine("Where things lie:");
        output.WriteLine($"  repository   {pushedTo} (branch {branch})");
        output.WriteLine($"  playbook     {folder.Playbook}");
        output.WriteLine($"  data         {folder.Data} (history, CI logs, artifacts, logs/bgagent.log)");
        output.WriteLine();
        output.WriteLine("Try next:");
        output.WriteLine($"  git -C {pushedTo} log --stat main..{branch}");
        output.WriteLine($"  {command} run --repo {folder.Repository} --ci '{DemoTask.Ci}' --upgrade {DemoTask.Upgrade} --playbook {folder.Playbook}");
        output.WriteLine($"  {command} run --repo ~/your/repository --ci 'your test command' --agent 'your agent command' --prompt 'what to do'");
        output.WriteLine($"  {command} up");
        output.WriteLine($"  rm -r {folder.Root}");
    }

    // Under 'dotnet run' nobody has it on PATH yet.
    private static string Command(CliHost host)
    {
        var onPath = (host.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, "bgagent")) || File.Exists(Path.Combine(folder, "bgagent.exe")));
        return (onPath, Environment.ProcessPath) switch
        {
            (true, _) or (_, null) => "bgagent",

            // Started as 'dotnet bgagent.dll'.
            (_, var muxer) when Path.GetFileNameWithoutExtension(muxer) == "dotnet" => $"dotnet {Environment.GetCommandLineArgs()[0]}",
            (_, var program) => program,
        };
    }
}
