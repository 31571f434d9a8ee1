using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Visibility;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>Checks of command attributes that need the server's namespaces.</summary>
internal sealed class AttributeChecks(HistoryEngine engine, Run run)
{
    public string Namespace(string name)
    {
        var target = name.Length == 0 ? run.Key.Namespace : name;
        return engine.Namespaces.Find(target) is not null
            ? target
            : throw new BadCommandException(WorkflowTaskFailedCause.UnhandledCommand, $"Namespace {target} is not found.");
    }

    public string NamespaceId(string name) => engine.Namespaces.Find(name)?.Id ?? "";

    public void SearchAttributes(SearchAttributes attributes, WorkflowTaskFailedCause cause)
    {
        if (SearchAttributeChecks.Fault(engine.Namespaces.Find(run.Key.Namespace)!, attributes) is { } fault)
        {
            throw new BadCommandException(cause, fault);
        }
    }

    public void ContinueAsNew(ContinueAsNewWorkflowExecutionCommandAttributes command)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadContinueAsNewAttributes;
        if (RetryPolicyChecks.Fault(command.RetryPolicy) is { } fault)
        {
            throw new BadCommandException(bad, $"Invalid WorkflowRetryPolicy on ContinueAsNewWorkflowExecutionCommand: {fault}");
        }

        if (command.WorkflowRunTimeout.IsNegative() || command.WorkflowTaskTimeout.IsNegative())
        {
            var name = command.WorkflowRunTimeout.IsNegative() ? "WorkflowRunTimeout" : "WorkflowTaskTimeout";
            throw new BadCommandException(bad, $"Invalid {name} on ContinueAsNewWorkflowExecutionCommand: negative duration");
        }

        if (command.CronSchedule.Length > 0 && !CronSpec.TryValidate(command.CronSchedule, out var error))
        {
            throw new BadCommandException(bad, $"Invalid CronSchedule on ContinueAsNewWorkflowExecutionCommand: {error}");
        }

        if (command.WorkflowType is { Name.Length: > Limits.MaxIdLength })
        {
            throw new BadCommandException(bad, "WorkflowType on ContinueAsNewWorkflowExecutionCommand exceeds length limit.");
        }

        Size(command.Input, bad, "ContinueAsNewWorkflowExecutionCommandAttributes. Input");
        if (command.SearchAttributes is not null)
        {
            SearchAttributes(command.SearchAttributes, bad);
        }
    }

    /// <summary>The size limit of payloads in commands. Repeating such a task cannot help, so the run ends.</summary>
    public void Size(IMessage? message, WorkflowTaskFailedCause cause, string field)
    {
        if (engine.Sizes.IsTooLarge(message))
        {
            throw new BadCommandException(cause, $"{field} exceeds size limit.") { EndsRun = true };
        }
    }
}
