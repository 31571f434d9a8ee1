using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Yaml;

namespace BackgroundAgent.Patching.Policies;

/// <summary>A policy while it is being read; one table per level of the file. Ranges of budgets are in <see cref="BudgetRanges"/>.</summary>
internal sealed class PolicyDraft(YamlReader yaml)
{
    public PolicyOverrides Result { get; private set; } = new();

    private PullRequestPolicy PullRequest => Result.PullRequest ?? new();

    public void Read(YamlNode root) => yaml.Map(root, "The policy", Keys());

    /// <summary>The top level.</summary>
    internal Dictionary<string, Action<YamlNode>> Keys() => new()
    {
        ["version"] = node => yaml.Integer(node, "version", 1, 1),
        ["budgets"] = node => yaml.Map(node, "budgets", BudgetKeys()),
        ["ci"] = node => yaml.Map(node, "ci", CiKeys()),
        ["protectedPaths"] = node => Set(Result with { ProtectedPaths = yaml.Texts(node, "protectedPaths") }),
        ["highRisk"] = node => Set(Result with { HighRisk = yaml.Boolean(node, "highRisk") }),
        ["approvals"] = node => Set(Result with { Approvals = yaml.Integer(node, "approvals", 0, 10) }),
        ["approvers"] = node => Set(Result with { Approvers = yaml.Texts(node, "approvers") }),
        ["patchers"] = node => Set(Result with { PatcherOrder = Patchers(node) }),
        ["notifiers"] = node => Set(Result with { Notifiers = yaml.Texts(node, "notifiers") }),
        ["pullRequest"] = node => yaml.Map(node, "pullRequest", PullRequestKeys()),
        ["network"] = node => Set(Result with { Network = yaml.Boolean(node, "network") }),
    };

    internal Dictionary<string, Action<YamlNode>> CiKeys() => new()
    {
        ["command"] = node => Set(Result with { CiCommand = yaml.Text(node, "ci.command") }),
        ["requiredChecks"] = node => Set(Result with { RequiredChecks = yaml.Texts(node, "ci.requiredChecks") }),
        ["quietPeriod"] = node => Set(Result with { QuietPeriod = yaml.Duration(node, "ci.quietPeriod", TimeSpan.Zero, TimeSpan.FromHours(1)) }),
    };

    internal Dictionary<string, Action<YamlNode>> PullRequestKeys() => new()
    {
        ["labels"] = node => Set(PullRequest with { Labels = yaml.Texts(node, "pullRequest.labels") ?? [] }),
        ["assignees"] = node => Set(PullRequest with { Assignees = yaml.Texts(node, "pullRequest.assignees") ?? [] }),
        ["reviewers"] = node => Set(PullRequest with { Reviewers = yaml.Texts(node, "pullRequest.reviewers") ?? [] }),
        ["autoMerge"] = node => Set(PullRequest with { AutoMerge = yaml.Word<MergeMethod>(node, "pullRequest.autoMerge") }),
        ["mergeQueue"] = node => Set(PullRequest with { MergeQueue = yaml.Boolean(node, "pullRequest.mergeQueue") }),
        ["onConflict"] = node => Set(PullRequest with { OnConflict = yaml.Word<ConflictPolicy>(node, "pullRequest.onConflict") }),
    };

    internal Dictionary<string, Action<YamlNode>> BudgetKeys() => new()
    {
        ["attempts"] = node => Set(Result.Budgets with { Attempts = yaml.Integer(node, "budgets.attempts", BudgetRanges.Attempts.Min, BudgetRanges.Attempts.Max) }),
        ["flakyRerunsPerJob"] = node => Set(Result.Budgets with { FlakyRerunsPerJob = yaml.Integer(node, "budgets.flakyRerunsPerJob", BudgetRanges.FlakyRerunsPerJob.Min, BudgetRanges.FlakyRerunsPerJob.Max) }),
        ["infraReruns"] = node => Set(Result.Budgets with { InfraReruns = yaml.Integer(node, "budgets.infraReruns", BudgetRanges.InfraReruns.Min, BudgetRanges.InfraReruns.Max) }),
        ["runtime"] = node => Set(Result.Budgets with { Runtime = yaml.Duration(node, "budgets.runtime", BudgetRanges.Runtime.Min, BudgetRanges.Runtime.Max) }),
        ["ciWait"] = node => Set(Result.Budgets with { CiWait = yaml.Duration(node, "budgets.ciWait", BudgetRanges.CiWait.Min, BudgetRanges.CiWait.Max) }),
        ["noCheckReported"] = node => Set(Result.Budgets with { NoCheckReported = yaml.Duration(node, "budgets.noCheckReported", BudgetRanges.NoCheckReported.Min, BudgetRanges.NoCheckReported.Max) }),
        ["approval"] = node => Set(Result.Budgets with { Approval = yaml.Duration(node, "budgets.approval", BudgetRanges.Approval.Min, BudgetRanges.Approval.Max) }),
        ["changedLines"] = node => Set(Result.Budgets with { ChangedLines = yaml.Integer(node, "budgets.changedLines", BudgetRanges.ChangedLines.Min, BudgetRanges.ChangedLines.Max) }),
        ["coverageDrop"] = node => Set(Result.Budgets with { CoverageDrop = yaml.Amount(node, "budgets.coverageDrop", "percentage points", BudgetRanges.MaxCoverageDrop) }),
        ["costUsd"] = node => Set(Result.Budgets with { CostUsd = yaml.Amount(node, "budgets.costUsd", "US dollars", BudgetRanges.MaxCostUsd) }),
    };

    private List<PatcherType>? Patchers(YamlNode node)
    {
        if (node is not YamlList list)
        {
            yaml.Fault(node, "patchers must be a list of patcher names.");
            return null;
        }

        List<PatcherType> order = [];
        foreach (var item in list.Items)
        {
            if (yaml.Word<PatcherType>(item, "Each entry of patchers") is not { } type)
            {
                continue;
            }

            if (order.Contains(type))
            {
                yaml.Fault(item, "This patcher stands in the list already.");
            }

            order.Add(type);
        }

        return order;
    }

    private void Set(PolicyOverrides result) => Result = result;

    private void Set(PullRequestPolicy pullRequest) => Result = Result with { PullRequest = pullRequest };

    private void Set(BudgetOverrides budgets) => Result = Result with { Budgets = budgets };
}
