using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>The value an attribute has for a run.</summary>
internal static class RunFields
{
    public static object? Read(NamespaceRecord @namespace, RunRecord record, string field)
    {
        var info = record.Info;
        return field switch
        {
            "WorkflowId" => record.Key.WorkflowId,
            "RunId" => record.Key.RunId,
            "WorkflowType" => info.Type?.Name,
            "ExecutionStatus" => info.Status.ToString(),
            "StartTime" => info.StartTime?.ToDateTimeOffset(),
            "ExecutionTime" => (info.ExecutionTime ?? info.StartTime)?.ToDateTimeOffset(),
            "CloseTime" => info.CloseTime?.ToDateTimeOffset(),
            "TaskQueue" => info.TaskQueue,
            "HistoryLength" => info.CloseTime is null ? null : info.HistoryLength,
            "HistorySizeBytes" => info.CloseTime is null ? null : info.HistorySizeBytes,
            "StateTransitionCount" => info.CloseTime is null ? null : info.StateTransitionCount,
            "ExecutionDuration" => info.ExecutionDuration is { } d ? d.ToTimeSpan().Ticks * 100 : null,
            "ParentWorkflowId" => info.ParentExecution?.WorkflowId,
            "ParentRunId" => info.ParentExecution?.RunId,
            "RootWorkflowId" => info.RootExecution?.WorkflowId,
            "RootRunId" => info.RootExecution?.RunId,
            _ => Custom(@namespace, info, field),
        };
    }

    private static object? Custom(NamespaceRecord @namespace, WorkflowExecutionInfo info, string field)
    {
        if (info.SearchAttributes is null || !info.SearchAttributes.IndexedFields.TryGetValue(field, out var payload) ||
            SearchAttributeChecks.TypeOf(@namespace, field) is not { } type)
        {
            return null;
        }

        return AttributeValue.TryDecode(payload, type, out var value) ? value : null;
    }
}
