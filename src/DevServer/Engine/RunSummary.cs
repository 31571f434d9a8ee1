namespace BackgroundAgent.DevServer.Engine;

/// <summary>Builds what lists and descriptions show of a run.</summary>
internal static class RunSummary
{
    public static WorkflowExecutionInfo Build(Run run)
    {
        var facts = run.Facts;
        var started = facts.Started;
        var info = new WorkflowExecutionInfo
        {
            Execution = run.Key.ToProto(),
            Type = started.WorkflowType,
            StartTime = facts.StartTime.ToProto(),
            ExecutionTime = facts.ExecutionTime.ToProto(),
            CloseTime = run.CloseTime.ToProto(),
            Status = run.IsOpen && run.Pause.IsPaused ? WorkflowExecutionStatus.Paused : run.Status,
            HistoryLength = run.Log.Count,
            HistorySizeBytes = run.Log.SizeBytes,
            StateTransitionCount = run.Transitions,
            TaskQueue = facts.TaskQueue,
            ParentExecution = started.ParentWorkflowExecution,
            ParentNamespaceId = started.ParentWorkflowNamespaceId,
            RootExecution = started.RootWorkflowExecution ?? run.Key.ToProto(),
            FirstRunId = started.FirstExecutionRunId,
            Priority = facts.Priority,
            VersioningInfo = run.Versioning.Describe(),
            MostRecentWorkerVersionStamp = run.Versioning.LastStamp,
            WorkerDeploymentName = run.Versioning.DeploymentName,
            AutoResetPoints = run.Builds.Points.Clone(),
            Memo = new Memo(),
            SearchAttributes = new SearchAttributes(),
        };
        info.Memo.Fields.Add(facts.Memo);
        info.SearchAttributes.IndexedFields.Add(facts.SearchAttributes);
        foreach (var (name, value) in DerivedAttributes.Of(run))
        {
            info.SearchAttributes.IndexedFields[name] = value;
        }

        if (run.CloseTime is { } close)
        {
            info.ExecutionDuration = (close - facts.ExecutionTime is var d && d > TimeSpan.Zero ? d : TimeSpan.Zero).ToProto();
        }

        return info;
    }
}
