using System.Globalization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.ExternalAgent;

/// <summary>
/// Any program as an agent. It runs through <c>/bin/sh -c</c> in the work tree with the prompt on standard input and no secrets:
/// <list type="bullet">
/// <item><c>BGAGENT_PROMPT_FILE</c>: the prompt, Markdown.</item>
/// <item><c>BGAGENT_FINDINGS_FILE</c>: findings of the last CI run, a JSON array; empty before the first.</item>
/// <item><c>BGAGENT_TASK</c>, <c>BGAGENT_ATTEMPT</c>: the task's id and the attempt, from 1.</item>
/// <item><c>BGAGENT_COST_FILE</c>: where it may write what it spent, a decimal number of US dollars.</item>
/// </list>
/// Its edits are the patch; a failing exit or no edit is an outcome.
/// </summary>
internal sealed class CommandPatcher(ToolRunner tools) : IPatcher
{
    /// <summary>Characters; more than any number needs.</summary>
    private const int CostFileLimit = 100;

    public PatcherType Type => PatcherType.Command;

    public async Task<PatcherOutcome> PatchAsync(PatcherContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(context.Spec.Command))
        {
            return new PatcherOutcome { Ending = PatcherEnding.Failed, Summary = "no command", Detail = "The command patcher has no command." };
        }

        var prompt = Prompt.Write(context.Request);
        var files = await AgentFiles.CreateAsync(context, prompt, cancellationToken);
        var run = new ToolRun("/bin/sh", "-c", context.Spec.Command)
        {
            Environment = files.Environment(context.Request),
            Input = prompt,
            LogFile = files.Log,
            Limit = tools.Options.AgentLimit,
        };
        var outcome = await tools.RunAsync(context, run, cancellationToken);
        var cost = ReadCost(files.Cost);
        var failure = ToolRunner.Failure(outcome, "The agent", files.Log);
        return (failure ?? new PatcherOutcome
        {
            Ending = PatcherEnding.Done,
            Summary = context.Request.Spec.Title,
            LogFile = files.Log,
        }) with
        { CostUsd = cost };
    }

    /// <summary>What is no amount counts as nothing; the agent is not to be trusted with more than its own bill.</summary>
    private static decimal ReadCost(string file)
    {
        var info = new FileInfo(file);
        return info.Exists
            && info.LinkTarget is null
            && info.Length <= CostFileLimit
            && decimal.TryParse(File.ReadAllText(file).Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cost)
                ? cost
                : 0;
    }
}
