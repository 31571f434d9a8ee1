namespace BackgroundAgent.DevServer.Rpc;

/// <summary>What a method may know about its call, over gRPC or HTTP.</summary>
internal readonly record struct RpcCall(DateTime Deadline, CancellationToken Cancel)
{
    /// <summary>What is left to a caller when a long poll ends, so that the answer reaches it in time; as on the genuine server.</summary>
    private static readonly TimeSpan TailRoom = TimeSpan.FromSeconds(1);

    /// <summary>Refuses a poll that could not wait: the caller gives it less time than this.</summary>
    public void RequireLongPoll()
    {
        if (Deadline != DateTime.MaxValue && Deadline - TimeProvider.System.GetUtcNow().UtcDateTime < TimeSpan.FromSeconds(2))
        {
            throw RpcErrors.FailedPrecondition("Context timeout is too short.");
        }
    }

    /// <summary>How long a long poll may wait: the given time, but a little less than the caller does.</summary>
    public TimeSpan Wait(TimeSpan longest)
    {
        if (Deadline == DateTime.MaxValue)
        {
            return longest;
        }

        var left = Deadline - TimeProvider.System.GetUtcNow().UtcDateTime - TailRoom;
        return left < longest ? left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left : longest;
    }
}
