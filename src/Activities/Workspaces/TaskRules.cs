using BackgroundAgent.Activities.Ci;

namespace BackgroundAgent.Activities.Workspaces;

/// <summary>What the repository itself says about how its tasks are judged.</summary>
internal sealed record TaskRules(PolicySource Policies, KnownIssueSource KnownIssues);
