using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.Decisions;

public sealed class NextStepTests
{
    private static readonly TaskPolicy OneApproval = new() { Approvals = 1 };

    private static readonly Dictionary<string, (TaskProgress Progress, Step Step, Reason? Reason)> Table = new()
    {
        ["nothing known: prepare"] = (new TaskProgress(), Step.Prepare, null),
        ["prepared: patch"] = (Build.Progress(Phase.NeedsPatch), Step.Patch, null),
        ["no work tree: prepare first"] = (NotReady(Build.Progress(Phase.NeedsPatch)), Step.Prepare, null),
        ["no work tree, but CI is to be watched: watch"] = (NotReady(Build.Progress(Phase.Pushed)), Step.WatchCi, null),
        ["no attempt left: attempts used"] = (Build.Progress(Phase.NeedsPatch, 3), Step.End, Reason.AttemptsUsed),
        ["last attempt lost with its host: patch again"] = (Build.Progress(Phase.NeedsPatch, 3, open: true), Step.Patch, null),
        ["cost used"] = (Build.Progress(Phase.NeedsPatch, 1) with { CostUsd = 5, Limits = new() { CostUsd = 5 } }, Step.End, Reason.CostUsed),
        ["cost left"] = (Build.Progress(Phase.NeedsPatch, 1) with { CostUsd = 4.99m, Limits = new() { CostUsd = 5 } }, Step.Patch, null),
        ["patched: guard"] = (Patched(PatchStatus.Patched), Step.Guard, null),
        ["no change"] = (Patched(PatchStatus.NoChange), Step.End, Reason.NoChange),
        ["patcher failed"] = (Patched(PatchStatus.Failed), Step.End, Reason.PatcherFailed),
        ["patcher timed out"] = (Patched(PatchStatus.TimedOut), Step.End, Reason.PatcherFailed),
        ["same patch as before"] = (Patched(PatchStatus.Patched, "hash-1"), Step.End, Reason.SamePatch),
        ["guarded: commit"] = (Build.Progress(Phase.Guarded, 1, open: true) with { Guard = new() { ChangedLines = 2_000 } }, Step.Commit, null),
        ["guard hit"] = (Build.Progress(Phase.Guarded, 1, open: true) with { Guard = Hit(Reason.SecretInDiff) }, Step.End, Reason.SecretInDiff),
        ["diff too large"] = (Build.Progress(Phase.Guarded, 1, open: true) with { Guard = new() { ChangedLines = 2_001 } }, Step.End, Reason.DiffTooLarge),
        ["committed: push"] = (Build.Progress(Phase.Committed, 1, open: true), Step.Push, null),
        ["push refused"] = (Build.Progress(Phase.PushFailed, 1, open: true), Step.End, Reason.PushRejected),
        ["pushed: watch"] = (Build.Progress(Phase.Pushed, 1, open: true), Step.WatchCi, null),
        ["failed: classify"] = (Verdict(VerdictKind.Failed), Step.Classify, null),
        ["passed: guard again"] = (Verdict(VerdictKind.Passed), Step.Guard, null),
        ["passed, but somebody steered: patch"] = (Steered(Verdict(VerdictKind.Passed)), Step.Patch, null),
        ["passed, steered, no attempt left: guard"] = (Steered(Verdict(VerdictKind.Passed, 3)), Step.Guard, null),
        ["CI awaits approval: watch"] = (Verdict(VerdictKind.AwaitingApproval), Step.WatchCi, null),
        ["CI approval expired"] = (Verdict(VerdictKind.ApprovalExpired), Step.End, Reason.CiApprovalExpired),
        ["no check reported"] = (Verdict(VerdictKind.NoCheckReported), Step.End, Reason.NoCheckReported),
        ["CI wait exceeded"] = (Verdict(VerdictKind.WaitExceeded), Step.End, Reason.CiWaitExceeded),
        ["cleared, no gate: publish"] = (Build.Progress(Phase.Cleared, 1), Step.Publish, null),
        ["cleared, guard hit after CI"] = (Build.Progress(Phase.Cleared, 1) with { Guard = Hit(Reason.TestTampering) }, Step.End, Reason.TestTampering),
        ["gate: await approval"] = (Build.Progress(Phase.Cleared, 1) with { Policy = OneApproval }, Step.AwaitApproval, null),
        ["high risk is a gate"] = (Build.Progress(Phase.Cleared, 1) with { Policy = new() { HighRisk = true } }, Step.AwaitApproval, null),
        ["approved: publish"] = (Approved("c1", "policy-1"), Step.Publish, null),
        ["approval of an older commit does not count"] = (Approved("c0", "policy-1"), Step.AwaitApproval, null),
        ["approval under another policy does not count"] = (Approved("c1", "policy-0"), Step.AwaitApproval, null),
        ["gate expired"] = (Gate(people => people with { GateExpired = true }), Step.End, Reason.ApprovalExpired),
        ["approved in the same moment as expired: publish"] = (Approved("c1", "policy-1", expired: true), Step.Publish, null),
        ["steered at the gate: patch"] = (Steered(Build.Progress(Phase.Cleared, 1) with { Policy = OneApproval }), Step.Patch, null),
        ["rejected: patch"] = (Gate(people => people with { Rejection = new("ann", "no") }), Step.Patch, null),
        ["rejected, no attempt left"] = (Gate(people => people with { Rejection = new("ann", "no") }, 3), Step.End, Reason.RejectedByReviewer),
        ["published: green"] = (Build.Progress(Phase.Published, 1), Step.End, Reason.CiPassed),
        ["published after approval: green"] = (Build.Progress(Phase.Published, 1) with { Policy = OneApproval }, Step.End, Reason.CiPassedAndApproved),
        ["somebody pushed: wait"] = (Foreign(false), Step.AwaitHandBack, null),
        ["somebody pushed and kept it"] = (Foreign(true), Step.End, Reason.HumanTookOver),
        ["paused"] = (Gate(people => people with { Paused = true }), Step.Pause, null),
        ["cancel beats pause"] = (Gate(people => people with { Paused = true, Cancel = new("ann", null) }), Step.End, Reason.CancelledByUser),
        ["cancelled by Temporal"] = (Gate(people => people with { Cancel = new(null, null) }), Step.End, Reason.CancelledBySystem),
        ["runtime beats pause"] = (Gate(people => people with { Paused = true }) with { RuntimeExpired = true }, Step.End, Reason.RuntimeUsed),
        ["a fault is the ending"] = (Build.Progress(Phase.Pushed) with { Ending = new(Reason.PolicyInvalid, "line 3", Build.Start) }, Step.End, Reason.PolicyInvalid),
        ["work tree lost again and again"] = (Lost(21), Step.End, Reason.InternalError),
        ["work tree lost often"] = (Lost(20), Step.Patch, null),
    };

    public static TheoryData<string> Rows => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decide_Table_Matches(string row)
    {
        var (progress, step, reason) = Table[row];

        var decision = NextStep.Decide(progress);

        Assert.Equal((step, reason), (decision.Step, decision.Reason));
    }

    [Fact]
    public void Decide_EveryPhase_IsKnown()
    {
        foreach (var phase in Enum.GetValues<Phase>())
        {
            var decision = NextStep.Decide(Build.Progress(phase, 1) with { Failure = Build.Failure(Contracts.Findings.Cause.Code) });
            Assert.DoesNotContain("Nothing is known of phase", decision.Detail ?? "");
        }
    }

    private static TaskProgress NotReady(TaskProgress progress) => progress with { Place = progress.Place with { Ready = false } };

    private static TaskProgress Patched(PatchStatus status, string hash = "new")
        => Build.Progress(Phase.Patched, 2, open: true) with { Patch = new() { Status = status, PatchHash = hash } };

    private static GuardResult Hit(Reason reason) => new() { Hits = [new(reason, "file", "what")] };

    private static TaskProgress Verdict(VerdictKind kind, int attempts = 1) => Build.Progress(Phase.Pushed, attempts) with
    {
        Ci = CiWatch.From(Build.Start) with { Verdict = new() { Kind = kind } },
    };

    private static TaskProgress Steered(TaskProgress progress) => progress with { People = progress.People with { Feedback = ["do it"] } };

    private static TaskProgress Gate(Func<People, People> change, int attempts = 1)
        => Build.Progress(Phase.Cleared, attempts) with { Policy = OneApproval, People = change(new People()) };

    private static TaskProgress Approved(string commit, string policy, bool expired = false)
        => Gate(people => people with { Approvals = [new("ann", commit, policy)], GateExpired = expired });

    private static TaskProgress Foreign(bool expired)
        => Gate(people => people with { Foreign = new("x", Build.Start, expired) });

    private static TaskProgress Lost(int times)
    {
        var progress = Build.Progress(Phase.NeedsPatch);
        return progress with { Place = progress.Place with { Losses = times } };
    }
}
