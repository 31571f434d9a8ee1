using System.Text.Json;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>Reads the states of a task out of its history: each is an upsert of search attributes, so none is missed by a late reader.</summary>
internal sealed class StateTrail
{
    private static readonly Dictionary<string, TaskState> ByName = Enum.GetValues<TaskState>().ToDictionary(state => state.ToKebabCase());

    private TaskState? state;
    private int attempt;

    /// <returns>The change that this event makes; null for most events.</returns>
    public StateChange? Read(HistoryEvent history)
    {
        var attributes = history.UpsertWorkflowSearchAttributesEventAttributes?.SearchAttributes
            ?? history.WorkflowExecutionStartedEventAttributes?.SearchAttributes;
        if (attributes is null)
        {
            return null;
        }

        if (attributes.IndexedFields.TryGetValue(SearchAttributeNames.Attempt.Name, out var number) && Json(number) is { ValueKind: JsonValueKind.Number } read)
        {
            attempt = read.GetInt32();
        }

        if (!attributes.IndexedFields.TryGetValue(SearchAttributeNames.State.Name, out var payload)
            || Json(payload) is not { ValueKind: JsonValueKind.String } text
            || !ByName.TryGetValue(text.GetString()!, out var next)
            || next == state)
        {
            return null;
        }

        state = next;
        return new StateChange(history.EventTime.ToDateTimeOffset(), next, attempt);
    }

    private static JsonElement? Json(Payload payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload.Data.ToByteArray());
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
