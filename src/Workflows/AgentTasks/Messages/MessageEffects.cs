using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Messages;

/// <summary>What an accepted message changes. The decision loop does the rest.</summary>
internal static class MessageEffects
{
    /// <summary>Takes an approval; the same approver again changes nothing.</summary>
    public static TaskProgress Approve(TaskProgress progress, Approval approval)
        => progress.ValidApprovals.Any(other => string.Equals(other.By, approval.By, StringComparison.OrdinalIgnoreCase))
            ? progress
            : progress with
            {
                People = progress.People with
                {
                    Approvals = [.. progress.ValidApprovals, approval with { PolicyHash = progress.PolicyHash }],
                },
            };

    public static TaskProgress Reject(TaskProgress progress, Rejection rejection) => progress with
    {
        People = progress.People with
        {
            Rejection = rejection,
            Approvals = [],
            Feedback = [.. progress.People.Feedback, $"{rejection.By} rejected the change: {rejection.Feedback}"],
        },
    };

    /// <param name="asks">Whether it asks for another attempt even if CI passes.</param>
    public static TaskProgress Steer(TaskProgress progress, Steering steering, bool asks) => progress with
    {
        People = progress.People with
        {
            Feedback = [.. progress.People.Feedback, $"{steering.By}: {steering.Text}"],
            WorkAsked = progress.WorkAsked || asks,
        },
    };

    public static TaskProgress Pause(TaskProgress progress) => progress with { People = progress.People with { Paused = true } };

    public static TaskProgress Resume(TaskProgress progress) => progress with { People = progress.People with { Paused = false } };

    public static TaskProgress Cancel(TaskProgress progress, PersonRequest request)
        => progress with { People = progress.People with { Cancel = new CancelOrder(request.By, request.Why) } };

    /// <summary>The task starts over from wherever the branch is; what it knew of failures and approvals was about other code.</summary>
    public static TaskProgress HandBack(TaskProgress progress) => progress with
    {
        Phase = Phase.Start,
        Place = progress.Place with { PushedCommit = null, Ready = false, Rebased = false },
        Patch = null,
        Guard = null,
        Failure = null,
        FailureSets = [],
        People = progress.People with { Foreign = null, Approvals = [], Rejection = null, GateDeadline = null, GateExpired = false },
    };

    /// <summary>Remembers a delivery; false when it was seen before.</summary>
    public static bool TryRemember(TaskProgress progress, string deliveryId, out TaskProgress remembered)
    {
        remembered = progress;
        if (progress.SeenDeliveries.Contains(deliveryId, StringComparer.Ordinal))
        {
            return false;
        }

        var kept = progress.SeenDeliveries.Skip(Math.Max(0, progress.SeenDeliveries.Count - Limits.SeenDeliveries + 1));
        remembered = progress with { SeenDeliveries = [.. kept, deliveryId] };
        return true;
    }
}
