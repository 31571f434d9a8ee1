namespace BackgroundAgent.Contracts.Tasks;

/// <summary>One row of the closed list of endings.</summary>
/// <param name="Reason">The member.</param>
/// <param name="Code">Stable for ever; never reused.</param>
/// <param name="State">The terminal state it belongs to.</param>
/// <param name="Meaning">What happened, one sentence.</param>
/// <param name="Advice">What a person does next, one sentence.</param>
public sealed record ReasonEntry(Reason Reason, string Code, TaskState State, string Meaning, string Advice);

/// <summary>The closed list of endings; <c>docs/failure-codes.md</c> is generated from it.</summary>
public static class Reasons
{
    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        Green(Reason.CiPassed, "BGA-G01", "Every expected check passed for the pushed commit.", "Review the pull request and merge it."),
        Green(Reason.CiPassedAndApproved, "BGA-G02", "Every expected check passed and the required approvals were given.", "Merge the pull request."),

        Blocked(Reason.AttemptsUsed, "BGA-B01", "The last allowed attempt still failed.", "Read the findings of the last attempt; raise budgets.attempts or steer the task."),
        Blocked(Reason.RuntimeUsed, "BGA-B02", "The task ran out of its total runtime.", "See where the time went in the attempts table; raise budgets.runtime."),
        Blocked(Reason.CostUsed, "BGA-B03", "The agents' reported cost reached its budget.", "Raise budgets.costUsd or use a cheaper agent."),
        Blocked(Reason.NoProgress, "BGA-B04", "Two attempts in a row failed with the same findings.", "The patcher cannot fix this; read the findings and steer or fix by hand."),
        Blocked(Reason.Oscillation, "BGA-B05", "Failures went from A to B and back to A.", "The patches undo each other; decide which constraint wins and steer."),
        Blocked(Reason.FailuresGrowing, "BGA-B06", "The set of failures grew twice in a row.", "The patches make it worse; fix by hand or steer."),
        Blocked(Reason.SamePatch, "BGA-B07", "The patcher proposed a patch that was already tried.", "Give the patcher new information by steering."),
        Blocked(Reason.NoChange, "BGA-B08", "No patcher changed anything.", "Check that the task still applies: the change may already be in the base branch."),
        Blocked(Reason.PatcherFailed, "BGA-B09", "The patcher ended with an error.", "Read the patcher's log, linked below."),
        Blocked(Reason.BaseIsRed, "BGA-B10", "The same checks fail on the base commit.", "Repair the base branch first, then retry."),
        Blocked(Reason.CiWaitExceeded, "BGA-B11", "CI did not finish within its budget.", "Look at the CI queue; raise budgets.ciWait."),
        Blocked(Reason.NoCheckReported, "BGA-B12", "No check was ever reported for the pushed commit.", "Check that CI is triggered by pushes of this identity to bgagent/* branches."),
        Blocked(Reason.CiStartupFailure, "BGA-B13", "CI could not start: its configuration was not accepted.", "Repair the CI configuration."),
        Blocked(Reason.CiQuota, "BGA-B14", "CI refused to run because of billing or a quota.", "Raise the spending limit or wait for the quota to reset."),
        Blocked(Reason.InfrastructurePersists, "BGA-B15", "Infrastructure failures outlasted the reruns.", "Repair the infrastructure named in the evidence, then retry."),
        Blocked(Reason.RepositoryUnreachable, "BGA-B16", "The repository or its base branch could not be read.", "Check the URL, the branch and the credentials."),
        Blocked(Reason.PushRejected, "BGA-B17", "The forge refused the push.", "Check permissions and branch rules for bgagent/* branches."),
        Blocked(Reason.MergeConflict, "BGA-B18", "The branch conflicts with its base.", "Rebase or merge by hand, then hand back."),
        Blocked(Reason.PolicyInvalid, "BGA-B19", "The policy file is not valid.", "Correct the lines named in the message."),

        Human(Reason.AmbiguousFailure, "BGA-H01", "CI failed and its log does not tell why, also after a rerun.", "Read the log excerpt and decide."),
        Human(Reason.FlakyPersists, "BGA-H02", "A flaky check used up its reruns.", "Repair or quarantine the flaky test, then retry."),
        Human(Reason.ConfigurationFailure, "BGA-H03", "The job is set up wrongly; a patch of the code cannot repair it.", "Correct the setting named in the evidence."),
        Human(Reason.ProtectedPath, "BGA-H04", "The patch touches a protected path.", "Review the patch; make the change by hand if it is wanted."),
        Human(Reason.TestTampering, "BGA-H05", "The patch weakens tests.", "Review the patch; make the change by hand if it is wanted."),
        Human(Reason.SecretInDiff, "BGA-H06", "The patch contains what looks like a secret.", "Look at the patch artifact; rotate the secret if it is real."),
        Human(Reason.DiffTooLarge, "BGA-H07", "The patch is larger than its budget.", "Split the task or raise budgets.changedLines."),
        Human(Reason.ApprovalExpired, "BGA-H08", "Nobody approved in time.", "Review the pull request; start the task again if it is still wanted."),
        Human(Reason.CiApprovalExpired, "BGA-H09", "CI waits for a maintainer's approval to run, and nobody gave it in time.", "Approve the workflow run on the forge."),
        Human(Reason.HumanTookOver, "BGA-H10", "Somebody pushed to the task's branch and did not hand it back.", "The branch is yours; start the task again to let it go on from there."),
        Human(Reason.RejectedByReviewer, "BGA-H11", "A reviewer rejected the change and no attempt is left.", "Read the feedback; continue by hand."),
        Human(Reason.ConflictUnresolved, "BGA-H12", "The branch conflicts with its base, and neither merge nor rebase applies cleanly.", "Resolve the conflict on the task's branch by hand, then start the task again."),
        Human(Reason.CoverageDropped, "BGA-H13", "The tests cover less of the code than on the base commit.", "Add tests to the branch, or raise budgets.coverageDrop."),
        Human(Reason.InternalError, "BGA-H99", "The task failed in a way nobody planned.", "Report it with the workflow's history."),

        Cancelled(Reason.CancelledByUser, "BGA-C01", "Somebody cancelled the task.", "Nothing is left to do."),
        Cancelled(Reason.CancelledBySystem, "BGA-C02", "The workflow was cancelled through Temporal.", "Nothing is left to do."),
    ];

    private static readonly Dictionary<Reason, ReasonEntry> ByReason = All.ToDictionary(entry => entry.Reason);

    public static ReasonEntry Entry(this Reason reason) => ByReason[reason];

    private static ReasonEntry Green(Reason reason, string code, string meaning, string advice)
        => new(reason, code, TaskState.Green, meaning, advice);

    private static ReasonEntry Blocked(Reason reason, string code, string meaning, string advice)
        => new(reason, code, TaskState.Blocked, meaning, advice);

    private static ReasonEntry Human(Reason reason, string code, string meaning, string advice)
        => new(reason, code, TaskState.NeedsHuman, meaning, advice);

    private static ReasonEntry Cancelled(Reason reason, string code, string meaning, string advice)
        => new(reason, code, TaskState.Cancelled, meaning, advice);
}
