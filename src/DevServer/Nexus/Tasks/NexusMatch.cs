using BackgroundAgent.DevServer.Matching;
using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Nexus.Tasks;

/// <summary>A request that waits for a worker and then for its answer. Not stored: whoever asked asks again.</summary>
internal sealed record NexusMatch(DateTimeOffset Created, NexusTask Task) : MatchTask(Created);

/// <summary>One request to a handler. The deadlines are of the machine's clock, not of the server's.</summary>
internal sealed record NexusTask(string Id, Request Request, DateTimeOffset Deadline, DateTimeOffset? OperationDeadline)
{
    public TaskCompletionSource<NexusAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nobody waits any longer.</summary>
    public bool IsOver => Done.Task.IsCompleted;
}
