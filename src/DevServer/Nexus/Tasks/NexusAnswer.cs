using BackgroundAgent.DevServer.Nexus.Wire;

namespace BackgroundAgent.DevServer.Nexus.Tasks;

/// <summary>How a request to a handler ended.</summary>
internal abstract record NexusAnswer
{
    public static readonly NexusAnswer TimedOut = HandlerFailed.Of("UPSTREAM_TIMEOUT", "upstream timeout");

    /// <summary>The operation is done, with a result (or none).</summary>
    internal sealed record Succeeded(Payload? Result, IReadOnlyList<Link> Links) : NexusAnswer;

    /// <summary>The operation goes on; its end will be told through the callback.</summary>
    internal sealed record Started(string Token, IReadOnlyList<Link> Links) : NexusAnswer;

    /// <summary>The operation itself failed, or was cancelled.</summary>
    internal sealed record Unsuccessful(Failure Cause, bool Canceled) : NexusAnswer;

    /// <summary>The handler could not do what was asked; whether it may be asked again the error says.</summary>
    internal sealed record HandlerFailed(Failure Error) : NexusAnswer
    {
        public bool IsRetryable => Error.NexusHandlerFailureInfo is { } info ? NexusFailures.IsRetryable(info) : !Error.ApplicationFailureInfo.NonRetryable;

        public static HandlerFailed Of(string type, string message) => new(NexusFailures.Handler(type, message));
    }

    /// <summary>The cancel request reached the handler.</summary>
    internal sealed record CancelAccepted : NexusAnswer;
}
