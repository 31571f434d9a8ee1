using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Messages;

/// <summary>Whether a person's message fits: null when it does, else why not, as a sentence for that person.</summary>
internal static class MessageRules
{
    public static string? Refuse(TaskProgress progress, Approval approval)
    {
        if ((Ended(progress) ?? Person(approval.By)) is { } refusal)
        {
            return refusal;
        }

        if (!progress.GateOpen)
        {
            return NoGate(progress, "approval");
        }

        if (approval.Commit != progress.Place.HeadCommit)
        {
            return $"The approval is for commit {approval.Commit}, but the branch is at {progress.Place.HeadCommit}; look at that one.";
        }

        if (approval.PolicyHash is { } hash && hash != progress.PolicyHash)
        {
            return $"The approval is for policy {hash}, but {progress.PolicyHash} is in force.";
        }

        return Reviewer(progress, approval.By);
    }

    public static string? Refuse(TaskProgress progress, Rejection rejection)
    {
        if ((Ended(progress) ?? Person(rejection.By) ?? Words(progress, rejection.Feedback)) is { } refusal)
        {
            return refusal;
        }

        if (!progress.GateOpen)
        {
            return NoGate(progress, "rejection") + " Steer or cancel the task instead.";
        }

        return rejection.Commit is { } commit && commit != progress.Place.HeadCommit
            ? $"The rejection is for commit {commit}, but the branch is at {progress.Place.HeadCommit}."
            : Reviewer(progress, rejection.By);
    }

    public static string? Refuse(TaskProgress progress, Steering steering)
        => Ended(progress) ?? Person(steering.By) ?? Words(progress, steering.Text)
            ?? (progress.AttemptLeft ? null : $"No attempt is left: {progress.Attempts.Count} of {progress.Limits.Attempts} are used.");

    public static string? RefusePause(TaskProgress progress, PersonRequest request)
        => Ended(progress) ?? Person(request.By) ?? (progress.People.Paused ? "The task is paused already." : null);

    public static string? RefuseResume(TaskProgress progress, PersonRequest request)
        => Ended(progress) ?? Person(request.By) ?? (progress.People.Paused ? null : $"The task is not paused; it is {Name(progress)}.");

    public static string? RefuseCancel(TaskProgress progress, PersonRequest request)
        => Ended(progress) ?? Person(request.By) ?? (progress.People.Cancel is null ? null : "The task is being cancelled already.");

    public static string? RefuseHandBack(TaskProgress progress, PersonRequest request)
        => Ended(progress) ?? Person(request.By)
            ?? (progress.People.Foreign is null ? $"The branch is the task's own; it is {Name(progress)}. There is nothing to hand back." : null);

    private static string? Ended(TaskProgress progress)
        => progress.Ending is { } ending ? $"The task has ended: {Name(progress)}, {ending.Reason.ToKebabCase()}." : null;

    private static string? Person(string by) => string.IsNullOrWhiteSpace(by) ? "The message does not say who sent it."
        : by.Length > Limits.LoginCharacters ? $"The sender's name is longer than {Limits.LoginCharacters} characters." : null;

    private static string? Words(TaskProgress progress, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "The text is empty.";
        }

        if (text.Length > Limits.FeedbackCharacters)
        {
            return $"The text has {text.Length} characters; {Limits.FeedbackCharacters} are allowed.";
        }

        return progress.People.Feedback.Count >= Limits.FeedbackMessages
            ? $"The task was told {Limits.FeedbackMessages} things already; no more are taken." : null;
    }

    private static string? Reviewer(TaskProgress progress, string by)
        => progress.Policy.Approvers.Count == 0 || progress.Policy.Approvers.Contains(by, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{by} may not decide here; the policy names {string.Join(", ", progress.Policy.Approvers)}.";

    private static string NoGate(TaskProgress progress, string message)
        => $"No {message} is asked for: the task is {Name(progress)}, not {TaskState.AwaitingApproval.ToKebabCase()}.";

    private static string Name(TaskProgress progress) => progress.State.ToKebabCase();
}
