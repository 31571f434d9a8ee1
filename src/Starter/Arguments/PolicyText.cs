using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>The caller's policy: a file or the options that stand for one, checked before anything is started.</summary>
internal static class PolicyText
{
    public static async Task<string?> ReadAsync(VerbContext context, string? file, GuardOptions guards, CancellationToken cancellationToken)
    {
        var typed = guards.AsPolicy(context.Parsed);
        if (file is null)
        {
            return typed.Length == 0 ? null : typed;
        }

        if (typed.Length > 0)
        {
            throw CliException.Usage("--policy does not go together with --approvals, --approver, --high-risk or --no-network", "Write them into the policy file.");
        }

        return await ReadAsync(context, file, cancellationToken);
    }

    /// <returns>Null when no file was typed.</returns>
    public static async Task<string?> ReadAsync(VerbContext context, string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return null;
        }

        var text = await FileText.ReadAsync(context.Host, "--policy", file, cancellationToken);
        var mistakes = TaskTextChecks.Policy(text, file);
        return mistakes.Count == 0
            ? text
            : throw CliException.Usage(string.Join('\n', mistakes), "Its keys are in docs/bgagent.schema.json.");
    }
}
