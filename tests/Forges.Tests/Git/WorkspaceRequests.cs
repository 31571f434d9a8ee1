using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.Tests.Git;

internal static class WorkspaceRequests
{
    public static CommitRequest Commit(string taskId, RepositoryRef repository, string head, int attempt = 1, string message = "Repair it") => new()
    {
        TaskId = taskId,
        Repository = repository,
        Attempt = attempt,
        HeadCommit = head,
        Message = message,
    };

    public static PushRequest Push(string taskId, RepositoryRef repository, string commit, string? expected = null, string? ciCommand = null) => new()
    {
        TaskId = taskId,
        Repository = repository,
        Branch = Naming.Branch(taskId),
        Commit = commit,
        ExpectedRemoteHead = expected,
        Policy = new TaskPolicy { CiCommand = ciCommand },
    };
}
