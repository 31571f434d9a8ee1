namespace BackgroundAgent.DevServer.Engine;

/// <summary>The priority of an activity is its workflow's, but for what it sets itself.</summary>
internal static class Priorities
{
    public static Priority? Merge(Priority? workflow, Priority? own)
    {
        if (workflow is null || own is null)
        {
            return own ?? workflow;
        }

        return new Priority
        {
            PriorityKey = own.PriorityKey != 0 ? own.PriorityKey : workflow.PriorityKey,
            FairnessKey = own.FairnessKey.Length > 0 ? own.FairnessKey : workflow.FairnessKey,
            FairnessWeight = own.FairnessWeight != 0 ? own.FairnessWeight : workflow.FairnessWeight,
        };
    }
}
