using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Messages;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.Messages;

public sealed class MessageRulesTests
{
    private static readonly TaskProgress Gate = Build.Progress(Phase.Cleared, 1) with
    {
        State = TaskState.AwaitingApproval,
        Policy = new TaskPolicy { Approvals = 1 },
    };

    private static readonly Dictionary<string, (TaskProgress Progress, string Fits)> States = new()
    {
        ["start"] = (Build.Progress(), "steer pause cancel"),
        ["patching"] = (Build.Progress(Phase.NeedsPatch, 1, open: true), "steer pause cancel"),
        ["patching the last attempt"] = (Build.Progress(Phase.NeedsPatch, 3, open: true), "pause cancel"),
        ["waiting for CI"] = (Build.Progress(Phase.Pushed, 1, open: true), "steer pause cancel"),
        ["gate"] = (Gate, "approve reject steer pause cancel"),
        ["gate, paused"] = (Gate with { People = new() { Paused = true } }, "approve reject steer resume cancel"),
        ["gate, being cancelled"] = (Gate with { People = new() { Cancel = new("x", null) } }, "approve reject steer pause"),
        ["gate passed"] = (Gate with { People = new() { Approvals = [new("bob", "c1", "policy-1")] } }, "steer pause cancel"),
        ["rejected already"] = (Gate with { People = new() { Rejection = new("bob", "no") } }, "steer pause cancel"),
        ["taken over"] = (Gate with { People = new() { Foreign = new("x", Build.Start) } }, "steer pause cancel hand-back"),
        ["ended"] = (Gate with { Ending = new(Reason.CiPassed, null, Build.Start), State = TaskState.Green }, ""),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var state in States.Keys)
            {
                foreach (var message in new[] { "approve", "reject", "steer", "pause", "resume", "cancel", "hand-back" })
                {
                    data.Add(state, message);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Refuse_EachMessageInEachState_FitsOrSaysWhyNot(string state, string message)
    {
        var (progress, fits) = States[state];

        var refusal = Refuse(progress, message);

        if (fits.Split(' ').Contains(message))
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.EndsWith(".", refusal);
        }
    }

    [Fact]
    public void RefuseApproval_OtherCommit_NamesBoth()
    {
        var refusal = MessageRules.Refuse(Gate, new Approval("ann", "c0"));

        Assert.Contains("c0", refusal);
        Assert.Contains("c1", refusal);
    }

    [Fact]
    public void RefuseApproval_OtherPolicy_IsRefused() => Assert.NotNull(MessageRules.Refuse(Gate, new Approval("ann", "c1", "policy-0")));

    [Theory]
    [InlineData("ann", true)]
    [InlineData("ANN", true)]
    [InlineData("eve", false)]
    public void RefuseApproval_ApproversNamed_OnlyThoseMay(string by, bool may)
    {
        var progress = Gate with { Policy = new TaskPolicy { Approvals = 1, Approvers = ["ann"] } };

        Assert.Equal(may, MessageRules.Refuse(progress, new Approval(by, "c1")) is null);
        Assert.Equal(may, MessageRules.Refuse(progress, new Rejection(by, "why")) is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Refuse_NoSender_IsRefused(string by) => Assert.NotNull(MessageRules.RefusePause(Gate, new PersonRequest(by)));

    [Fact]
    public void RefuseSteering_TooLongOrTooMany_IsRefused()
    {
        Assert.NotNull(MessageRules.Refuse(Gate, new Steering("ann", new string('x', Limits.FeedbackCharacters + 1))));
        var full = Gate with { People = new() { Feedback = [.. Enumerable.Repeat("x", Limits.FeedbackMessages)] } };
        Assert.NotNull(MessageRules.Refuse(full, new Steering("ann", "more")));
    }

    [Fact]
    public void Approve_SameApproverTwice_CountsOnce()
    {
        var progress = Gate with { Policy = new TaskPolicy { Approvals = 2 } };
        progress = MessageEffects.Approve(progress, new Approval("ann", "c1"));
        progress = MessageEffects.Approve(progress, new Approval("Ann", "c1"));

        Assert.Single(progress.ValidApprovals);
        Assert.False(progress.GatePassed);
    }

    [Fact]
    public void TryRemember_ManyDeliveries_KeepsABoundedSet()
    {
        var progress = Build.Progress();
        for (var i = 0; i < Limits.SeenDeliveries + 10; i++)
        {
            Assert.True(MessageEffects.TryRemember(progress, $"d{i}", out progress));
        }

        Assert.Equal(Limits.SeenDeliveries, progress.SeenDeliveries.Count);
        Assert.False(MessageEffects.TryRemember(progress, "d509", out _));
    }

    private static string? Refuse(TaskProgress progress, string message) => message switch
    {
        "approve" => MessageRules.Refuse(progress, new Approval("ann", "c1")),
        "reject" => MessageRules.Refuse(progress, new Rejection("ann", "not like this")),
        "steer" => MessageRules.Refuse(progress, new Steering("ann", "use the other one")),
        "pause" => MessageRules.RefusePause(progress, new PersonRequest("ann")),
        "resume" => MessageRules.RefuseResume(progress, new PersonRequest("ann")),
        "cancel" => MessageRules.RefuseCancel(progress, new PersonRequest("ann")),
        _ => MessageRules.RefuseHandBack(progress, new PersonRequest("ann")),
    };
}
