using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>Commands that only write something down: markers, search attributes, memo.</summary>
internal static class RecordCommands
{
    public static void Marker(Run run, RecordMarkerCommandAttributes command, long completedId, AttributeChecks checks)
    {
        if (command.MarkerName.Length == 0)
        {
            throw new BadCommandException(WorkflowTaskFailedCause.BadRecordMarkerAttributes, "MarkerName is not set on RecordMarkerCommand.");
        }

        var attributes = new MarkerRecordedEventAttributes
        {
            MarkerName = command.MarkerName,
            WorkflowTaskCompletedEventId = completedId,
            Header = command.Header,
            Failure = command.Failure,
        };
        attributes.Details.Add(command.Details);
        checks.Size(attributes, WorkflowTaskFailedCause.BadRecordMarkerAttributes, "RecordMarkerCommandAttributes.Details");
        run.Add(new HistoryEvent { EventType = EventType.MarkerRecorded, MarkerRecordedEventAttributes = attributes });
    }

    public static void SearchAttributes(Run run, UpsertWorkflowSearchAttributesCommandAttributes command, long completedId, AttributeChecks checks)
    {
        if (command.SearchAttributes is null || command.SearchAttributes.IndexedFields.Count == 0)
        {
            var missing = command.SearchAttributes is null ? "SearchAttributes" : "IndexedFields";
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadSearchAttributes, $"{missing} is not set on UpsertWorkflowSearchAttributesCommand.");
        }

        checks.SearchAttributes(command.SearchAttributes, WorkflowTaskFailedCause.BadSearchAttributes);
        run.Add(new HistoryEvent
        {
            EventType = EventType.UpsertWorkflowSearchAttributes,
            UpsertWorkflowSearchAttributesEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedId,
                SearchAttributes = command.SearchAttributes,
            },
        });
    }

    public static void Memo(Run run, ModifyWorkflowPropertiesCommandAttributes command, long completedId, AttributeChecks checks)
    {
        if (command.UpsertedMemo is null || command.UpsertedMemo.Fields.Count == 0)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "UpsertedMemo is not set on ModifyWorkflowPropertiesCommand.");
        }

        checks.Size(command.UpsertedMemo, WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo");
        run.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowPropertiesModified,
            WorkflowPropertiesModifiedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedId,
                UpsertedMemo = command.UpsertedMemo,
            },
        });
    }
}
