using System.Buffers.Binary;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Schedules;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Schedules: create, describe, update, patch, delete, list, matching times.</summary>
internal sealed class ScheduleRpcs(HistoryEngine engine, ScheduleBook book) : IRpcGroup
{
    private const int MostTimes = 1000;
    private const int FutureTimes = 10;

    private readonly ScheduleListing _listing = new(engine, book);

    public void Register(RpcTable table)
    {
        table.Workflow(CreateScheduleRequest.Parser, CreateAsync);
        table.Workflow(DescribeScheduleRequest.Parser, Describe);
        table.Workflow(UpdateScheduleRequest.Parser, UpdateAsync);
        table.Workflow(PatchScheduleRequest.Parser, PatchAsync);
        table.Workflow(DeleteScheduleRequest.Parser, DeleteAsync);
        table.Workflow(ListScheduleMatchingTimesRequest.Parser, MatchingTimes);
        _listing.Register(table);
    }

    public static IEnumerable<Timestamp> Future(ScheduleRecord record, DateTimeOffset now, int count)
    {
        if (ScheduleActions.IsIdle(record))
        {
            yield break;
        }

        if (record.View.Schedule.State is { LimitedActions: true, RemainingActions: var left })
        {
            count = (int)Math.Min(count, left);
        }

        var after = now;
        while (count-- > 0 && record.Spec?.Next(after, record.Id) is { } next)
        {
            yield return next.Actual.ToProto();
            after = next.Nominal;
        }
    }

    private async Task<CreateScheduleResponse> CreateAsync(CreateScheduleRequest request, RpcCall call)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        if (request.ScheduleId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("ScheduleId is not set on request.");
        }

        if (request.RequestId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("RequestId is not set on request.");
        }

        // A schedule is a workflow to the genuine server, and its errors say so.
        RequestChecks.WorkflowId(request.ScheduleId);
        if (SearchAttributeChecks.Fault(@namespace, request.SearchAttributes) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }

        SearchAttributeChecks.AddTypes(@namespace, request.SearchAttributes);
        var schedule = request.Schedule?.Clone() ?? new Schedule();
        var now = book.Now;
        var record = new ScheduleRecord(request.Namespace, request.ScheduleId, new DescribeScheduleResponse
        {
            Info = new ScheduleInfo { CreateTime = now.ToProto() },
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
        })
        {
            LastProcessed = now,
            RequestId = request.RequestId,
        };
        Set(record, schedule);
        if (!book.TryAdd(record))
        {
            var there = book.Require(request.Namespace, request.ScheduleId);
            if (there.RequestId == request.RequestId)
            {
                return new CreateScheduleResponse { ConflictToken = Token(there) };
            }

            throw RpcErrors.AlreadyStarted("schedule with this ID is already registered", "", "");
        }

        await book.ChangeAsync(record, r => Patch(r, request.InitialPatch));
        return new CreateScheduleResponse { ConflictToken = Token(record) };
    }

    private Task<DescribeScheduleResponse> Describe(DescribeScheduleRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        CheckId(request.ScheduleId);
        var record = book.Require(request.Namespace, request.ScheduleId, deleted: "schedule not found");
        lock (record.Gate)
        {
            var view = record.View.Clone();
            view.Schedule.Spec = record.Spec?.Spec.Clone();
            view.Info.FutureActionTimes.Add(Future(record, book.Now, FutureTimes));
            view.ConflictToken = Token(record);
            return Task.FromResult(view);
        }
    }

    private async Task<UpdateScheduleResponse> UpdateAsync(UpdateScheduleRequest request, RpcCall call)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        var record = Find(request.Namespace, request.ScheduleId);
        if (SearchAttributeChecks.Fault(@namespace, request.SearchAttributes) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }

        SearchAttributeChecks.AddTypes(@namespace, request.SearchAttributes);
        await book.ChangeAsync(record, r =>
        {
            if (!request.ConflictToken.IsEmpty && !request.ConflictToken.Equals(Token(r)))
            {
                // Based on an old state: dropped without an error, as by the genuine server, which updates by signal.
                return;
            }

            Set(r, request.Schedule?.Clone() ?? new Schedule());
            r.Version++;
            r.LastProcessed = book.Now;
            r.View.Info.UpdateTime = book.Now.ToProto();
            if (request.SearchAttributes is not null)
            {
                r.View.SearchAttributes = request.SearchAttributes;
            }
        });
        return new UpdateScheduleResponse();
    }

    private async Task<PatchScheduleResponse> PatchAsync(PatchScheduleRequest request, RpcCall call)
    {
        var record = Find(request.Namespace, request.ScheduleId);
        if (request.Patch is null)
        {
            throw RpcErrors.InvalidArgument("Patch is not set on request.");
        }

        await book.ChangeAsync(record, r => Patch(r, request.Patch));
        return new PatchScheduleResponse();
    }

    private async Task<DeleteScheduleResponse> DeleteAsync(DeleteScheduleRequest request, RpcCall call)
    {
        await book.DeleteAsync(Find(request.Namespace, request.ScheduleId));
        return new DeleteScheduleResponse();
    }

    private Task<ListScheduleMatchingTimesResponse> MatchingTimes(ListScheduleMatchingTimesRequest request, RpcCall call)
    {
        var record = Find(request.Namespace, request.ScheduleId);
        if (request.StartTime is null || request.EndTime is null)
        {
            throw RpcErrors.InvalidArgument("StartTime and EndTime must be set on request.");
        }

        var response = new ListScheduleMatchingTimesResponse();
        var end = request.EndTime.ToDateTimeOffset();
        var after = request.StartTime.ToDateTimeOffset();
        while (response.StartTime.Count < MostTimes && record.Spec?.Next(after, record.Id) is { } next && next.Actual <= end)
        {
            response.StartTime.Add(next.Actual.ToProto());
            after = next.Nominal;
        }

        return Task.FromResult(response);
    }

    private ScheduleRecord Find(string @namespace, string id)
    {
        engine.Namespaces.Require(@namespace);
        CheckId(id);
        return book.Require(@namespace, id);
    }

    private static void CheckId(string id)
    {
        if (id.Length == 0)
        {
            throw RpcErrors.InvalidArgument("ScheduleId is not set on request.");
        }
    }

    private void Set(ScheduleRecord record, Schedule schedule)
    {
        schedule.Spec ??= new ScheduleSpec();
        schedule.Policies ??= new SchedulePolicies();
        schedule.State ??= new ScheduleState();
        if (schedule.Policies.OverlapPolicy == ScheduleOverlapPolicy.Unspecified)
        {
            schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.Skip;
        }

        schedule.Policies.CatchupWindow ??= TimeSpan.FromDays(365).ToProto();
        ScheduleChecks.Action(engine, record.Namespace, schedule.Action);
        try
        {
            record.Spec = new CompiledSpec(schedule.Spec);
        }
        catch (FormatException e)
        {
            throw RpcErrors.InvalidArgument($"Invalid schedule spec: {e.Message}");
        }

        record.View.Schedule = schedule;
    }

    private void Patch(ScheduleRecord record, SchedulePatch? patch)
    {
        if (patch is null)
        {
            return;
        }

        var state = record.View.Schedule.State;
        if (patch.Pause.Length > 0)
        {
            (state.Paused, state.Notes) = (true, patch.Pause);
            record.Version++;
        }

        if (patch.Unpause.Length > 0)
        {
            (state.Paused, state.Notes) = (false, patch.Unpause);
            record.LastProcessed = record.LastProcessed > book.Now ? record.LastProcessed : book.Now;
            record.Version++;
        }

        if (patch.TriggerImmediately is { } trigger)
        {
            var when = trigger.ScheduledTime?.ToDateTimeOffset() ?? book.Now;
            var whole = DateTimeOffset.FromUnixTimeSeconds(when.ToUnixTimeSeconds());
            ScheduleActions.Add(record, new BufferedStart(whole.UtcTicks, book.Now.UtcTicks, trigger.OverlapPolicy, Manual: true));
        }

        foreach (var backfill in patch.BackfillRequest)
        {
            // A time that is not given, or lies before all schedules, is the beginning of time; what the buffer does not hold is not computed.
            var end = backfill.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;
            var start = backfill.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;
            var after = start > DateTimeOffset.UnixEpoch ? start.AddTicks(-1) : DateTimeOffset.UnixEpoch;
            while (record.Buffer.Count < ScheduleActions.MostBuffered && record.Spec?.Next(after, record.Id) is { } next && next.Nominal <= end)
            {
                ScheduleActions.Add(record, new BufferedStart(next.Nominal.UtcTicks, next.Actual.UtcTicks, backfill.OverlapPolicy, Manual: true));
                after = next.Nominal;
            }
        }
    }

    private static ByteString Token(ScheduleRecord record)
    {
        Span<byte> token = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(token, record.Version);
        return ByteString.CopyFrom(token);
    }
}
