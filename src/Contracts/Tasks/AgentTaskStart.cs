using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>How a task workflow is started, by whoever starts it: ids, memo, search attributes and summary follow from the task.</summary>
public static class AgentTaskStart
{
    /// <summary>Most characters of a title in the static summary; the server refuses more than 400 bytes.</summary>
    private const int SummaryCharacters = 90;

    /// <summary>
    /// Options to start <see cref="IAgentTask"/> with. A task that is running is used as it is, so that enqueueing twice starts one;
    /// one that has ended may be started again under its id and goes on from its branch.
    /// </summary>
    public static WorkflowOptions Options(TaskSpec spec) => new(Naming.WorkflowId(spec.TaskId), Naming.SharedTaskQueue)
    {
        IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
        IdReusePolicy = WorkflowIdReusePolicy.AllowDuplicate,
        Memo = Memo(spec),
        TypedSearchAttributes = SearchAttributes(spec),
        StaticSummary = Summary(spec),
        StaticDetails = Details(spec),
    };

    /// <summary>What lists show without asking the task.</summary>
    public static IReadOnlyDictionary<string, object> Memo(TaskSpec spec) => new SortedDictionary<string, object>(StringComparer.Ordinal)
    {
        ["taskId"] = spec.TaskId,
        ["title"] = spec.Title,
        ["repository"] = spec.Repository.Url,
        ["branch"] = Naming.Branch(spec.TaskId),
        ["requestedBy"] = spec.RequestedBy,
    };

    public static SearchAttributeCollection SearchAttributes(TaskSpec spec) => new SearchAttributeCollection.Builder()
        .Set(SearchAttributeNames.Repository, spec.Repository.Url)
        .Set(SearchAttributeNames.Kind, spec.Kind.ToKebabCase())
        .Set(SearchAttributeNames.State, TaskState.Queued.ToKebabCase())
        .Set(SearchAttributeNames.Attempt, 0)
        .ToSearchAttributeCollection();

    /// <summary>One line of Markdown for the top of Temporal's page of the task.</summary>
    public static string Summary(TaskSpec spec)
        => spec.Title.Length <= SummaryCharacters ? spec.Title : spec.Title[..(SummaryCharacters - 1)] + "…";

    /// <summary>Markdown below it: what was asked for, where, by whom.</summary>
    public static string Details(TaskSpec spec)
        => $"- repository: `{spec.Repository.Url}`\n- branch: `{Naming.Branch(spec.TaskId)}`\n- kind: {spec.Kind.ToKebabCase()}\n- requested by: {spec.RequestedBy}";
}
