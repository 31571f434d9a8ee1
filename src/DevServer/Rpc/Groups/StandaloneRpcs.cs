using System.Globalization;
using System.Text.RegularExpressions;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Standalone;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Activity.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Activities without a workflow, as clients see them.</summary>
internal sealed partial class StandaloneRpcs(HistoryEngine engine, StandaloneBook book) : IRpcGroup
{
    private readonly StandaloneStart _start = new(engine, book);

    public void Register(RpcTable table)
    {
        table.Workflow(StartActivityExecutionRequest.Parser, _start.StartAsync, "completion callbacks are not called");
        table.Workflow(DescribeActivityExecutionRequest.Parser, DescribeAsync);
        table.Workflow(PollActivityExecutionRequest.Parser, PollAsync);
        table.Workflow(ListActivityExecutionsRequest.Parser, List);
        table.Workflow(CountActivityExecutionsRequest.Parser, Count);
        table.Workflow(RequestCancelActivityExecutionRequest.Parser, RequestCancelAsync);
        table.Workflow(TerminateActivityExecutionRequest.Parser, TerminateAsync);
        table.Workflow(DeleteActivityExecutionRequest.Parser, DeleteAsync);
    }

    private async Task<DescribeActivityExecutionResponse> DescribeAsync(DescribeActivityExecutionRequest request, RpcCall call)
    {
        if (!request.LongPollToken.IsEmpty && request.RunId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("run id is required when long poll token is provided");
        }

        var activity = book.Require(request.Namespace, request.ActivityId, request.RunId);
        if (request.LongPollToken.IsEmpty)
        {
            return await book.WaitAsync(activity, a => Describe(a, request), Limits.TaskLongPoll, call.Cancel) ?? new DescribeActivityExecutionResponse();
        }

        if (!long.TryParse(request.LongPollToken.ToStringUtf8(), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
        {
            throw RpcErrors.InvalidArgument("invalid long poll token");
        }

        // Nothing new within the wait is an empty answer: the caller asks again.
        return await book.WaitAsync(
            activity, a => a.Info.StateTransitionCount > seen ? Describe(a, request) : null, call.Wait(Limits.HistoryLongPoll), call.Cancel)
            ?? new DescribeActivityExecutionResponse();
    }

    private static DescribeActivityExecutionResponse Describe(StandaloneActivity activity, DescribeActivityExecutionRequest request)
    {
        var info = activity.Info.Clone();
        if (!request.IncludeHeartbeatDetails)
        {
            info.HeartbeatDetails = null;
        }

        if (!request.IncludeLastFailure)
        {
            info.LastFailure = null;
        }

        return new DescribeActivityExecutionResponse
        {
            RunId = info.RunId,
            Info = info,
            Input = request.IncludeInput ? activity.Input : null,
            Outcome = request.IncludeOutcome ? activity.Outcome : null,
            LongPollToken = ByteString.CopyFromUtf8(info.StateTransitionCount.ToString(CultureInfo.InvariantCulture)),
        };
    }

    private async Task<PollActivityExecutionResponse> PollAsync(PollActivityExecutionRequest request, RpcCall call)
    {
        var activity = book.Require(request.Namespace, request.ActivityId, request.RunId);
        var outcome = await book.WaitAsync(activity, a => a.Outcome, call.Wait(Limits.HistoryLongPoll), call.Cancel);
        return outcome is null
            ? new PollActivityExecutionResponse()
            : new PollActivityExecutionResponse { RunId = activity.Info.RunId, Outcome = outcome };
    }

    private Task<ListActivityExecutionsResponse> List(ListActivityExecutionsRequest request, RpcCall call)
    {
        var found = Matching(request.Namespace, request.Query, out _);
        var size = request.PageSize is <= 0 or > Limits.VisibilityPage ? Limits.VisibilityPage : request.PageSize;
        var response = new ListActivityExecutionsResponse();
        response.Executions.Add(PageToken.Cut(found, size, request.NextPageToken, out var next).Select(r => Line(r.Activity)));
        response.NextPageToken = next;
        return Task.FromResult(response);
    }

    private Task<CountActivityExecutionsResponse> Count(CountActivityExecutionsRequest request, RpcCall call)
    {
        var found = Matching(request.Namespace, request.Query, out var filter);
        var response = new CountActivityExecutionsResponse { Count = found.Count };
        if (filter.Group is not null)
        {
            response.Groups.Add(found.GroupBy(f => f.Activity.Info.Status.ToString()).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CountActivityExecutionsResponse.Types.AggregationGroup
            {
                Count = g.Count(),
                GroupValues = { AttributeValue.Encode(g.Key, IndexedValueType.Keyword) },
            }));
        }

        return Task.FromResult(response);
    }

    private Task<RequestCancelActivityExecutionResponse> RequestCancelAsync(RequestCancelActivityExecutionRequest request, RpcCall call) =>
        book.ChangeAsync(book.Require(request.Namespace, request.ActivityId, request.RunId), activity =>
        {
            if (request.RequestId.Length > 0 && activity.CancelRequestId == request.RequestId)
            {
                return new RequestCancelActivityExecutionResponse();
            }

            if (!activity.IsOpen)
            {
                throw RpcErrors.FailedPrecondition($"invalid transition from {activity.Info.Status}");
            }

            if (activity.CancelRequested)
            {
                throw RpcErrors.FailedPrecondition($"cancellation already requested with request ID {activity.CancelRequestId}");
            }

            activity.CancelRequestId = request.RequestId;
            activity.CancelIdentity = request.Identity;
            activity.Info.CanceledReason = request.Reason;
            if (activity.IsStarted)
            {
                activity.Info.RunState = PendingActivityState.CancelRequested;
                activity.Info.StateTransitionCount++;
            }
            else
            {
                var details = new Payloads { Payloads_ = { AttributeValue.EncodePlain(request.Reason) } };
                activity.Cancel(details, book.Now);
            }

            return new RequestCancelActivityExecutionResponse();
        });

    private Task<TerminateActivityExecutionResponse> TerminateAsync(TerminateActivityExecutionRequest request, RpcCall call) =>
        book.ChangeAsync(book.Require(request.Namespace, request.ActivityId, request.RunId), activity =>
        {
            if (activity.Info.Status == ActivityExecutionStatus.Terminated)
            {
                return activity.TerminateRequestId == request.RequestId
                    ? new TerminateActivityExecutionResponse()
                    : throw RpcErrors.FailedPrecondition($"already terminated with request ID {activity.TerminateRequestId}");
            }

            if (!activity.IsOpen)
            {
                throw RpcErrors.FailedPrecondition($"invalid transition from {activity.Info.Status}");
            }

            activity.TerminateRequestId = request.RequestId;
            activity.Terminate(request.Reason, request.Identity, book.Now);
            return new TerminateActivityExecutionResponse();
        });

    private async Task<DeleteActivityExecutionResponse> DeleteAsync(DeleteActivityExecutionRequest request, RpcCall call)
    {
        await book.DeleteAsync(book.Require(request.Namespace, request.ActivityId, request.RunId));
        return new DeleteActivityExecutionResponse();
    }

    private List<(StandaloneActivity Activity, RunRecord Record)> Matching(string name, string query, out QueryFilter filter)
    {
        var @namespace = engine.Namespaces.Require(name);
        var bound = filter = QueryFilter.Create(@namespace, AsRunQuery(query));
        return [.. book.All(name).Select(a => (Activity: a, Record: AsRun(a))).Where(x => bound.Matches(x.Record))];
    }

    /// <summary>An activity is searched as if it were a run; the names of its own attributes are those of a run, quoted text stays.</summary>
    private static string AsRunQuery(string query) => Names().Replace(query, match => match.Value switch
    {
        "ActivityId" => "WorkflowId",
        "ActivityType" => "WorkflowType",
        "ActivityStatus" => "ExecutionStatus",
        _ => match.Value,
    });

    private static RunRecord AsRun(StandaloneActivity activity)
    {
        lock (activity.Gate)
        {
            var info = activity.Info;
            return new RunRecord(new RunKey(activity.Namespace, info.ActivityId, info.RunId), 0, new WorkflowExecutionInfo
            {
                Type = new WorkflowType { Name = info.ActivityType.Name },
                Status = System.Enum.Parse<WorkflowExecutionStatus>(info.Status.ToString()),
                StartTime = info.ScheduleTime,
                CloseTime = info.CloseTime,
                ExecutionDuration = info.ExecutionDuration,
                StateTransitionCount = info.StateTransitionCount,
                TaskQueue = info.TaskQueue,
                SearchAttributes = info.SearchAttributes,
            });
        }
    }

    private static ActivityExecutionListInfo Line(StandaloneActivity activity)
    {
        lock (activity.Gate)
        {
            var info = activity.Info;
            return new ActivityExecutionListInfo
            {
                ActivityId = info.ActivityId,
                RunId = info.RunId,
                ActivityType = info.ActivityType,
                ScheduleTime = info.ScheduleTime,
                CloseTime = info.CloseTime,
                Status = info.Status,
                SearchAttributes = info.SearchAttributes,
                TaskQueue = info.TaskQueue,
                StateTransitionCount = info.CloseTime is null ? 0 : info.StateTransitionCount,
                ExecutionDuration = info.ExecutionDuration,
            };
        }
    }

    [GeneratedRegex("'[^']*'|\"[^\"]*\"|\\b(ActivityId|ActivityType|ActivityStatus)\\b")]
    private static partial Regex Names();
}
