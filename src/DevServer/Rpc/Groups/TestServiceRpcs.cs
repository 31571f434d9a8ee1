using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Time;
using Temporalio.Api.TestService.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Control of time, for tests. Served only when the server was started with time skipping.</summary>
internal sealed class TestServiceRpcs(HistoryEngine engine) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        if (!engine.Skipper.IsOn)
        {
            return;
        }

        table.Test("LockTimeSkipping", LockTimeSkippingRequest.Parser, Lock);
        table.Test("UnlockTimeSkipping", UnlockTimeSkippingRequest.Parser, Unlock);
        table.Test("Sleep", SleepRequest.Parser, (request, call) => SleepAsync(request.Duration.ToSpan(), call, unlock: false));
        table.Test("UnlockTimeSkippingWithSleep", SleepRequest.Parser, (request, call) => SleepAsync(request.Duration.ToSpan(), call, unlock: true));
        table.Test("SleepUntil", SleepUntilRequest.Parser, SleepUntilAsync);
        table.Test("GetCurrentTime", Empty.Parser, GetCurrentTime);
    }

    private Task<LockTimeSkippingResponse> Lock(LockTimeSkippingRequest request, RpcCall call)
    {
        engine.Skipper.Lock();
        return Task.FromResult(new LockTimeSkippingResponse());
    }

    private Task<UnlockTimeSkippingResponse> Unlock(UnlockTimeSkippingRequest request, RpcCall call) => engine.Skipper.Unlock()
        ? Task.FromResult(new UnlockTimeSkippingResponse())
        : throw RpcErrors.InvalidArgument("Time skipping is not locked: there are more unlocks than locks.");

    private Task<SleepResponse> SleepUntilAsync(SleepUntilRequest request, RpcCall call) =>
        SleepAsync((request.Timestamp?.ToDateTimeOffset() ?? engine.Clock.GetUtcNow()) - engine.Clock.GetUtcNow(), call, unlock: false);

    private async Task<SleepResponse> SleepAsync(TimeSpan duration, RpcCall call, bool unlock)
    {
        var alarm = new Alarm(engine.Skipper);
        if (unlock && !engine.Skipper.UnlockForSleep())
        {
            throw RpcErrors.InvalidArgument("Time skipping is not locked: there are more unlocks than locks.");
        }

        try
        {
            if (duration > TimeSpan.Zero)
            {
                engine.Deadlines.Add(engine.Clock.GetUtcNow() + duration, alarm);
                engine.Skipper.TrySkip();
                await alarm.Rang.WaitAsync(call.Cancel);
            }
        }
        finally
        {
            if (unlock)
            {
                engine.Skipper.Lock();
            }

            alarm.TurnOff();
        }

        return new SleepResponse();
    }

    private Task<GetCurrentTimeResponse> GetCurrentTime(Empty request, RpcCall call) =>
        Task.FromResult(new GetCurrentTimeResponse { Time = engine.Clock.GetUtcNow().ToProto() });

    /// <summary>Holds time from the moment it rings until it is turned off, so that the sleeper wakes at that moment and not after the next jump.</summary>
    private sealed class Alarm(TimeSkipper skipper) : IDeadlineOwner
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _rang = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _off;

        public Task Rang => _rang.Task;

        public void OnDue(DateTimeOffset now)
        {
            lock (_gate)
            {
                if (!_off)
                {
                    skipper.EnterWork();
                    _rang.TrySetResult();
                }
            }
        }

        public void TurnOff()
        {
            lock (_gate)
            {
                _off = true;
                if (!_rang.Task.IsCompleted)
                {
                    return;
                }
            }

            skipper.ExitWork();
        }
    }
}
