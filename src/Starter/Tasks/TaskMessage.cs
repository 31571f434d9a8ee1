using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>What a person says to a task: the name of the signal (its update twin has <c>-now</c> behind it) and the content.</summary>
internal sealed record TaskMessage(string Name, object Body)
{
    public static TaskMessage Approve(Approval approval) => new("approve", approval);

    public static TaskMessage Reject(Rejection rejection) => new("reject", rejection);

    public static TaskMessage Steer(Steering steering) => new("steer", steering);

    /// <param name="name"><c>pause</c>, <c>resume</c>, <c>cancel</c> or <c>hand-back</c>.</param>
    /// <param name="request">Who and why.</param>
    public static TaskMessage Plain(string name, PersonRequest request) => new(name, request);
}
