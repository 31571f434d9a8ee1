using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Applies the fixes of a playbook to the findings of the last CI run.</summary>
internal sealed class PlaybookPatcher(ToolRunner tools) : IPatcher
{
    public PatcherType Type => PatcherType.Playbook;

    public async Task<PatcherOutcome> PatchAsync(PatcherContext context, CancellationToken cancellationToken)
    {
        var (playbook, faults) = PlaybookFile.Read(context.Spec.Playbook ?? "");
        if (faults.Count > 0)
        {
            return Failed("the playbook is not valid", string.Join('\n', faults.Select(fault => fault.ToString("playbook"))));
        }

        var findings = await FindingsJson.ReadAsync(context, cancellationToken);
        List<string> applied = [];
        var log = Path.Combine(context.ScratchFolder, "playbook.log");
        foreach (var rule in playbook.Rules)
        {
            var matches = rule.Match is { } match ? [.. findings.Where(finding => FindingMatcher.Matches(match, finding))] : new Finding?[] { null };
            if (matches.Length == 0)
            {
                continue;
            }

            applied.Add(rule.Name.Length > 0 ? rule.Name : $"rule {playbook.Rules.ToList().IndexOf(rule) + 1}");
            await File.AppendAllTextAsync(log, $"{applied[^1]}: {matches.Length} findings\n", cancellationToken);
            if (await ApplyAsync(context, rule, matches, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        return applied.Count == 0
            ? new PatcherOutcome { Ending = PatcherEnding.NotApplicable, Summary = "no rule of the playbook matches a finding" }
            : new PatcherOutcome { Ending = PatcherEnding.Done, Summary = $"{playbook.Name}: {string.Join(", ", applied)}", LogFile = log };
    }

    private async Task<PatcherOutcome?> ApplyAsync(PatcherContext context, PlaybookRule rule, Finding?[] matches, CancellationToken cancellationToken)
    {
        var edits = new ReplaceEdits(context.WorkTree);
        var number = 0;
        foreach (var fix in rule.Fixes)
        {
            number++;
            try
            {
                if (fix is ReplaceFix replace)
                {
                    edits.Apply(replace, rule.Match?.Message, matches);
                    continue;
                }
            }
            catch (RegexMatchTimeoutException)
            {
                return Failed("a pattern took too long", $"Fix {number} of '{rule.Name}': its pattern did not end in time.");
            }

            var run = (RunFix)fix;
            var log = Path.Combine(context.ScratchFolder, $"run-{number}.log");
            var outcome = await tools.RunAsync(context, new ToolRun("/bin/sh", "-c", run.Command) { LogFile = log, Limit = run.Limit }, cancellationToken);
            if (ToolRunner.Failure(outcome, $"'{run.Command}' of the playbook", log) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    private static PatcherOutcome Failed(string summary, string detail)
        => new() { Ending = PatcherEnding.Failed, Summary = summary, Detail = detail };
}
