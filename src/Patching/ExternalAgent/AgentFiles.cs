using System.Globalization;
using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Patching.ExternalAgent;

/// <summary>The files an agent is given, in the scratch folder.</summary>
internal sealed record AgentFiles(string Prompt, string Findings, string Cost, string Log)
{
    public static async Task<AgentFiles> CreateAsync(PatcherContext context, string prompt, CancellationToken cancellationToken)
    {
        string In(string name) => Path.Combine(context.ScratchFolder, name);
        var files = new AgentFiles(In("prompt.md"), In("findings.json"), In("cost"), In("agent.log"));
        await File.WriteAllTextAsync(files.Prompt, prompt, cancellationToken);
        await FindingsJson.WriteAsync(await FindingsJson.ReadAsync(context, cancellationToken), files.Findings, cancellationToken);
        File.Delete(files.Cost);
        return files;
    }

    public Dictionary<string, string> Environment(PatchRequest request) => new()
    {
        ["BGAGENT_PROMPT_FILE"] = Prompt,
        ["BGAGENT_FINDINGS_FILE"] = Findings,
        ["BGAGENT_COST_FILE"] = Cost,
        ["BGAGENT_TASK"] = request.Spec.TaskId,
        ["BGAGENT_ATTEMPT"] = request.Attempt.ToString(CultureInfo.InvariantCulture),
    };
}
