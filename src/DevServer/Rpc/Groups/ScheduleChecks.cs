using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Whether a schedule's action can be carried out.</summary>
internal static class ScheduleChecks
{
    public static void Action(HistoryEngine engine, string @namespace, ScheduleAction? action)
    {
        if (action?.StartWorkflow is not { } start)
        {
            throw RpcErrors.InvalidArgument("Only StartWorkflow action is supported for schedules");
        }

        RequestChecks.WorkflowId(start.WorkflowId);
        RequestChecks.WorkflowType(start.WorkflowType);
        RequestChecks.TaskQueue(start.TaskQueue);
        RequestChecks.Timeout(start.WorkflowExecutionTimeout, "WorkflowExecutionTimeoutSeconds");
        RequestChecks.Timeout(start.WorkflowRunTimeout, "WorkflowRunTimeoutSeconds");
        RequestChecks.Timeout(start.WorkflowTaskTimeout, "WorkflowTaskTimeoutSeconds");
        if (start.CronSchedule.Length > 0)
        {
            throw RpcErrors.InvalidArgument("Scheduled workflow must not contain CronSchedule");
        }

        if (start.WorkflowIdReusePolicy is not (WorkflowIdReusePolicy.Unspecified or WorkflowIdReusePolicy.AllowDuplicate))
        {
            throw RpcErrors.InvalidArgument("Scheduled workflow must not contain WorkflowIDReusePolicy");
        }

        if (SearchAttributeChecks.Fault(engine.Namespaces.Require(@namespace), start.SearchAttributes) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }
    }
}
