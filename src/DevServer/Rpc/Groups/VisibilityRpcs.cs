using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;
using BackgroundAgent.DevServer.Visibility;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Listing and counting executions, and which attributes can be searched.</summary>
internal sealed class VisibilityRpcs(HistoryEngine engine) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(ListWorkflowExecutionsRequest.Parser, List);
        table.Workflow(ScanWorkflowExecutionsRequest.Parser, Scan);
        table.Workflow(CountWorkflowExecutionsRequest.Parser, Count);
        table.Workflow(GetSearchAttributesRequest.Parser, GetSearchAttributes);
        table.Workflow(ListArchivedWorkflowExecutionsRequest.Parser, ListArchived, "archival is off, as it is on the genuine dev server");
        table.Workflow(ListOpenWorkflowExecutionsRequest.Parser, ListOpen);
        table.Workflow(ListClosedWorkflowExecutionsRequest.Parser, ListClosed);
    }

    /// <summary>Matching runs, newest close (or start, while open) first.</summary>
    public IEnumerable<RunRecord> Matching(NamespaceRecord @namespace, QueryFilter filter) => engine.Index.All(@namespace.Name)
        .Where(filter.Matches)
        .OrderBy(r => r.IsOpen ? 0 : 1)
        .ThenByDescending(r => r.IsOpen ? r.Info.StartTime : r.Info.CloseTime)
        .ThenByDescending(r => r.Serial);

    private Task<ListWorkflowExecutionsResponse> List(ListWorkflowExecutionsRequest request, RpcCall call)
    {
        var page = Page(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
        var response = new ListWorkflowExecutionsResponse { NextPageToken = page.Next };
        response.Executions.Add(page.Runs);
        return Task.FromResult(response);
    }

    private Task<ScanWorkflowExecutionsResponse> Scan(ScanWorkflowExecutionsRequest request, RpcCall call)
    {
        var page = Page(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
        var response = new ScanWorkflowExecutionsResponse { NextPageToken = page.Next };
        response.Executions.Add(page.Runs);
        return Task.FromResult(response);
    }

    private Task<ListOpenWorkflowExecutionsResponse> ListOpen(ListOpenWorkflowExecutionsRequest request, RpcCall call)
    {
        var query = "ExecutionStatus = 'Running'" + Between(request.StartTimeFilter, "StartTime") +
            OldFilter(request.ExecutionFilter?.WorkflowId, request.TypeFilter?.Name);
        var page = Page(request.Namespace, query, request.MaximumPageSize, request.NextPageToken);
        var response = new ListOpenWorkflowExecutionsResponse { NextPageToken = page.Next };
        response.Executions.Add(page.Runs);
        return Task.FromResult(response);
    }

    private Task<ListClosedWorkflowExecutionsResponse> ListClosed(ListClosedWorkflowExecutionsRequest request, RpcCall call)
    {
        var query = "ExecutionStatus != 'Running'" + Between(request.StartTimeFilter, "CloseTime") +
            OldFilter(request.ExecutionFilter?.WorkflowId, request.TypeFilter?.Name);
        if (request.StatusFilter is { } status)
        {
            if (status.Status is WorkflowExecutionStatus.Unspecified or WorkflowExecutionStatus.Running)
            {
                throw RpcErrors.InvalidArgument("StatusFilter must be specified and must be not Running.");
            }

            query += $" AND ExecutionStatus = '{status.Status}'";
        }

        var page = Page(request.Namespace, query, request.MaximumPageSize, request.NextPageToken);
        var response = new ListClosedWorkflowExecutionsResponse { NextPageToken = page.Next };
        response.Executions.Add(page.Runs);
        return Task.FromResult(response);
    }

    private Task<ListArchivedWorkflowExecutionsResponse> ListArchived(ListArchivedWorkflowExecutionsRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        throw RpcErrors.InvalidArgument("Cluster is not configured for visibility archival.");
    }

    private Task<CountWorkflowExecutionsResponse> Count(CountWorkflowExecutionsRequest request, RpcCall call)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        var filter = QueryFilter.Create(@namespace, request.Query);
        var matching = engine.Index.All(@namespace.Name).Where(filter.Matches);
        var response = new CountWorkflowExecutionsResponse();
        if (filter.Group is null)
        {
            response.Count = matching.Count();
            return Task.FromResult(response);
        }

        var type = SearchAttributeChecks.TypeOf(@namespace, filter.Group)!.Value;
        if (type is not (IndexedValueType.Keyword or IndexedValueType.Int or IndexedValueType.Bool or IndexedValueType.Double or IndexedValueType.Datetime))
        {
            throw RpcErrors.InvalidArgument($"invalid query: 'GROUP BY' clause is not supported for search attribute '{filter.Group}' of type {type}");
        }

        foreach (var group in matching.GroupBy(r => RunFields.Read(@namespace, r, filter.Group)).OrderByDescending(g => g.Count()))
        {
            var line = new CountWorkflowExecutionsResponse.Types.AggregationGroup { Count = group.Count() };
            if (group.Key is not null)
            {
                line.GroupValues.Add(AttributeValue.Encode(group.Key, type));
            }

            response.Groups.Add(line);
            response.Count += line.Count;
        }

        return Task.FromResult(response);
    }

    private Task<GetSearchAttributesResponse> GetSearchAttributes(GetSearchAttributesRequest request, RpcCall call)
    {
        var response = new GetSearchAttributesResponse();
        response.Keys.Add(SystemAttributes.System.ToDictionary());
        response.Keys.Add(SystemAttributes.Predefined.ToDictionary());
        foreach (var (name, type) in engine.Namespaces.All.SelectMany(n => n.SearchAttributes))
        {
            response.Keys[name] = type;
        }

        return Task.FromResult(response);
    }

    private (List<WorkflowExecutionInfo> Runs, ByteString Next) Page(string name, string query, int size, ByteString token)
    {
        var @namespace = engine.Namespaces.Require(name);
        size = RequestChecks.PageSize(size, Limits.VisibilityPage);
        var filter = QueryFilter.Create(@namespace, query);
        if (filter.Group is not null)
        {
            throw RpcErrors.InvalidArgument("invalid query: operation is not supported: 'GROUP BY' clause");
        }

        IEnumerable<RunRecord> matching = Matching(@namespace, filter);
        if (!token.IsEmpty)
        {
            if (!long.TryParse(token.ToStringUtf8(), NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            {
                throw RpcErrors.InvalidArgument("Invalid NextPageToken.");
            }

            matching = matching.SkipWhile(r => r.Serial != after).Skip(1);
        }

        var runs = matching.Take(size + 1).ToList();
        var next = runs.Count > size ? ByteString.CopyFromUtf8(runs[size - 1].Serial.ToString(CultureInfo.InvariantCulture)) : ByteString.Empty;
        return ([.. runs.Take(size).Select(r => Shown(r.Info))], next);
    }

    /// <summary>Lists say less than descriptions: what still changes is left out of open executions.</summary>
    private static WorkflowExecutionInfo Shown(WorkflowExecutionInfo info)
    {
        var shown = info.Clone();
        shown.FirstRunId = "";
        shown.SearchAttributes ??= new SearchAttributes();
        if (shown.CloseTime is null)
        {
            shown.HistoryLength = 0;
            shown.HistorySizeBytes = 0;
            shown.StateTransitionCount = 0;
        }

        return shown;
    }

    private static string Between(Temporalio.Api.Filter.V1.StartTimeFilter? filter, string field)
    {
        var text = "";
        if (filter?.EarliestTime is { } from)
        {
            text += $" AND {field} >= '{from.ToDateTimeOffset():O}'";
        }

        if (filter?.LatestTime is { } to)
        {
            text += $" AND {field} <= '{to.ToDateTimeOffset():O}'";
        }

        return text;
    }

    private static string OldFilter(string? workflowId, string? type)
    {
        static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
        var text = workflowId is { Length: > 0 } ? " AND WorkflowId = " + Quote(workflowId) : "";
        return text + (type is { Length: > 0 } ? " AND WorkflowType = " + Quote(type) : "");
    }
}
