using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Schedules;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Lists and counts schedules, with the filters of executions.</summary>
internal sealed class ScheduleListing(HistoryEngine engine, ScheduleBook book)
{
    private const int FutureTimes = 5;
    private const int RecentActions = 5;

    public void Register(RpcTable table)
    {
        table.Workflow(ListSchedulesRequest.Parser, List);
        table.Workflow(CountSchedulesRequest.Parser, Count);
    }

    private Task<ListSchedulesResponse> List(ListSchedulesRequest request, RpcCall call)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        var size = RequestChecks.PageSize(request.MaximumPageSize, Limits.VisibilityPage);
        var filter = QueryFilter.Create(@namespace, request.Query);
        var found = book.All(request.Namespace).Where(s => filter.Matches(AsRun(s))).ToList();
        var response = new ListSchedulesResponse();
        response.Schedules.Add(PageToken.Cut(found, size, request.NextPageToken, out var next).Select(Entry));
        response.NextPageToken = next;
        return Task.FromResult(response);
    }

    private Task<CountSchedulesResponse> Count(CountSchedulesRequest request, RpcCall call)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        var filter = QueryFilter.Create(@namespace, request.Query);
        return Task.FromResult(new CountSchedulesResponse { Count = book.All(request.Namespace).Count(s => filter.Matches(AsRun(s))) });
    }

    /// <summary>A schedule is searched as if it were a run whose id is the schedule's.</summary>
    private static RunRecord AsRun(ScheduleRecord record)
    {
        lock (record.Gate)
        {
            var info = new WorkflowExecutionInfo
            {
                Status = WorkflowExecutionStatus.Running,
                StartTime = record.View.Info.CreateTime,
                SearchAttributes = record.View.SearchAttributes?.Clone() ?? new SearchAttributes(),
            };
            info.SearchAttributes.IndexedFields["TemporalSchedulePaused"] =
                AttributeValue.Encode(record.View.Schedule.State.Paused, IndexedValueType.Bool);
            return new RunRecord(new RunKey(record.Namespace, record.Id, ""), 0, info);
        }
    }

    private ScheduleListEntry Entry(ScheduleRecord record)
    {
        lock (record.Gate)
        {
            var view = record.View;
            var entry = new ScheduleListEntry
            {
                ScheduleId = record.Id,
                Memo = view.Memo,
                SearchAttributes = view.SearchAttributes,
                Info = new ScheduleListInfo
                {
                    Spec = record.Spec?.Spec.Clone(),
                    WorkflowType = view.Schedule.Action?.StartWorkflow?.WorkflowType,
                    Notes = view.Schedule.State.Notes,
                    Paused = view.Schedule.State.Paused,
                },
            };
            entry.Info.RecentActions.Add(view.Info.RecentActions.TakeLast(RecentActions).Select(a => a.Clone()));
            entry.Info.FutureActionTimes.Add(ScheduleRpcs.Future(record, book.Now, FutureTimes));
            return entry;
        }
    }
}
