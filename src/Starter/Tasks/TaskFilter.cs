using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>Which tasks <c>list</c> shows; every null or empty field means any.</summary>
internal sealed record TaskFilter
{
    public IReadOnlyList<TaskState> States { get; init; } = [];

    public string? Repository { get; init; }

    /// <summary>Only tasks that have not ended.</summary>
    public bool Open { get; init; }

    public int Limit { get; init; } = 50;

    /// <summary>The filter in Temporal's list-filter language.</summary>
    public string Query()
    {
        List<string> terms = ["WorkflowType = 'AgentTask'"];
        if (Open)
        {
            terms.Add("ExecutionStatus = 'Running'");
        }

        if (States.Count > 0)
        {
            terms.Add($"{SearchAttributeNames.State.Name} IN ({string.Join(", ", States.Select(state => Quote(state.ToKebabCase())))})");
        }

        if (Repository is not null)
        {
            terms.Add($"{SearchAttributeNames.Repository.Name} = {Quote(Repository)}");
        }

        return string.Join(" AND ", terms);
    }

    // A quote inside a string is doubled, as in SQL.
    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
