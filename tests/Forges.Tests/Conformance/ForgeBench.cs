using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.Tests.Conformance;

/// <summary>One forge with one repository on it and CI behind it, ready for the conformance suite.</summary>
public abstract class ForgeBench : IAsyncDisposable
{
    public abstract IForge Forge { get; }

    public abstract RepositoryRef Repository { get; }

    /// <summary>Branch <c>main</c>; CI is green there.</summary>
    public abstract string BaseCommit { get; }

    /// <summary>Pushes a commit to the task's branch whose CI behaves as told, and returns what the loop would hand to the forge.</summary>
    public abstract Task<PushRequest> PushAsync(string taskId, CiBehaviour behaviour);

    public abstract ValueTask DisposeAsync();
}

public enum CiBehaviour
{
    Green,

    /// <summary>Fails and prints <c>error: it is broken</c>.</summary>
    Red,

    /// <summary>Fails in the first run attempt and passes in the second.</summary>
    Flaky,

    /// <summary>Runs until it is cancelled.</summary>
    Endless,
}
