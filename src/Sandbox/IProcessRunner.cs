namespace BackgroundAgent.Sandbox;

/// <summary>The one way to start a program.</summary>
public interface IProcessRunner
{
    /// <summary>
    /// Runs a program to its end. Every ending is a value; it throws only for a request that can never work
    /// (<see cref="ArgumentException"/>). On timeout and cancellation the whole process group is ended before it returns.
    /// </summary>
    Task<ProcessOutcome> RunAsync(ProcessRequest request, CancellationToken cancellationToken = default);
}
