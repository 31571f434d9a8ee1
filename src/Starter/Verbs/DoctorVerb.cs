using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Worker.Doctor;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>doctor</c>: what of the set-up is wrong, in the order in which it has to be right, with the fix.</summary>
internal static class DoctorVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "doctor",
            "Look the set-up over: Temporal, GitHub's identity, permissions, webhooks, and with --repo one repository. Exit code 1 where something is wrong.",
            new("bgagent doctor", "What is wrong with the set-up"),
            new("bgagent doctor --repo https://github.com/org/app.git", "And with this repository"),
            new("bgagent doctor --address temporal.example.org:7233 --fix", "Add search attributes that are missing"));
        var repository = new Option<string?>("--repo", "-r") { Description = "URL of a repository on GitHub to look at too", HelpName = "URL" };
        var fix = new Option<bool>("--fix") { Description = "Add search attributes that are missing" };
        var connection = new ConnectionOptions();
        verb.Add(repository);
        verb.Add(fix);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var findings = await SetUpDoctor.ExamineAsync(
                new DoctorRequest
                {
                    DataDirectory = context.DataDirectory,
                    Connect = async () => (await TaskClients.ConnectAsync(context, connection)).Temporal,
                    Repository = context.Parsed.GetValue(repository) is { } url ? new RepositoryRef("github", url) : null,
                    Repair = context.Parsed.GetValue(fix),
                },
                cancellationToken);
            Show(context, findings);
            return findings.Any(finding => finding.Fine == false) ? ExitCodes.Other : ExitCodes.Green;
        });
        return verb;
    }

    private static void Show(VerbContext context, IReadOnlyList<DoctorFinding> findings)
    {
        if (context.Mode == OutputMode.Json)
        {
            JsonOutput.Write(context.Host, new DoctorDocument(findings), JsonShapes.Readable.DoctorDocument);
            return;
        }

        foreach (var finding in findings)
        {
            var mark = finding.Fine switch { true => "ok   ", false => "wrong", null => "note " };
            context.Host.Out.WriteLine($"{mark}  {finding.Subject}: {SafeText.Line(finding.Detail)}");
            if (finding.Fix is { } what)
            {
                context.Host.Out.WriteLine($"       -> {what}");
            }
        }
    }
}
