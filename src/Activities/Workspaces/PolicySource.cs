using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Patching.Policies;

namespace BackgroundAgent.Activities.Workspaces;

/// <summary>Where a task's policy comes from: the caller, the repository at the base commit, the defaults.</summary>
internal sealed class PolicySource(IGitWorkspaces git)
{
    private const string LocalForge = "local";

    /// <summary>The base commit's file counts, never the branch's: a patch must not change the rules it is judged by.</summary>
    public async Task<TaskPolicy> ReadAsync(TaskSpec spec, WorkTree workTree, CancellationToken cancellationToken)
    {
        var text = await git.ReadFileAsync(workTree, workTree.BaseCommit, PolicyFile.FileName, cancellationToken);
        var repository = text is null ? null : PolicyFile.Parse(text);
        var caller = spec.PolicyText is null ? null : PolicyFile.Parse(spec.PolicyText, "policy of the task");
        var errors = new[] { caller, repository }.Where(result => result is { IsValid: false }).Select(result => result!.ErrorText)
            .Concat(spec.Budgets is null ? [] : BudgetRanges.Check(spec.Budgets)).ToList();
        if (errors.Count > 0)
        {
            throw new PolicyInvalidException(string.Join('\n', errors));
        }

        var policy = EffectivePolicy.Merge(repository?.Overrides, caller?.Overrides, spec);
        return policy.CiCommand is null && spec.Repository.Forge == LocalForge
            ? throw new PolicyInvalidException($"Local CI has no command: give one with the task or as `ciCommand` in {PolicyFile.FileName}.")
            : policy;
    }
}
