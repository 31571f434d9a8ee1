namespace BackgroundAgent.DevServer.Visibility;

/// <summary>The search attributes every namespace has.</summary>
internal static class SystemAttributes
{
    public static readonly IReadOnlyDictionary<string, IndexedValueType> System = new Dictionary<string, IndexedValueType>
    {
        ["CloseTime"] = IndexedValueType.Datetime,
        ["ExecutionDuration"] = IndexedValueType.Int,
        ["ExecutionStatus"] = IndexedValueType.Keyword,
        ["ExecutionTime"] = IndexedValueType.Datetime,
        ["HistoryLength"] = IndexedValueType.Int,
        ["HistorySizeBytes"] = IndexedValueType.Int,
        ["ParentRunId"] = IndexedValueType.Keyword,
        ["ParentWorkflowId"] = IndexedValueType.Keyword,
        ["RootRunId"] = IndexedValueType.Keyword,
        ["RootWorkflowId"] = IndexedValueType.Keyword,
        ["RunId"] = IndexedValueType.Keyword,
        ["StartTime"] = IndexedValueType.Datetime,
        ["StateTransitionCount"] = IndexedValueType.Int,
        ["TaskQueue"] = IndexedValueType.Keyword,
        ["WorkflowId"] = IndexedValueType.Keyword,
        ["WorkflowType"] = IndexedValueType.Keyword,
    };

    /// <summary>Attributes the server (or a worker library) sets on runs; users may not.</summary>
    public static readonly IReadOnlyDictionary<string, IndexedValueType> Predefined = new Dictionary<string, IndexedValueType>
    {
        ["BatcherNamespace"] = IndexedValueType.Keyword,
        ["BatcherUser"] = IndexedValueType.Keyword,
        ["BinaryChecksums"] = IndexedValueType.KeywordList,
        ["BuildIds"] = IndexedValueType.KeywordList,
        ["TemporalChangeVersion"] = IndexedValueType.KeywordList,
        ["TemporalExternalPayloadCount"] = IndexedValueType.Int,
        ["TemporalExternalPayloadSizeBytes"] = IndexedValueType.Int,
        ["TemporalNamespaceDivision"] = IndexedValueType.Keyword,
        ["TemporalPauseInfo"] = IndexedValueType.KeywordList,
        ["TemporalReportedProblems"] = IndexedValueType.KeywordList,
        ["TemporalScheduledById"] = IndexedValueType.Keyword,
        ["TemporalScheduledStartTime"] = IndexedValueType.Datetime,
        ["TemporalSchedulePaused"] = IndexedValueType.Bool,
        ["TemporalUsedWorkerDeploymentVersions"] = IndexedValueType.KeywordList,
        ["TemporalWorkerDeployment"] = IndexedValueType.Keyword,
        ["TemporalWorkerDeploymentVersion"] = IndexedValueType.Keyword,
        ["TemporalWorkflowVersioningBehavior"] = IndexedValueType.Keyword,
    };

    public static IndexedValueType? TypeOf(string name) =>
        System.TryGetValue(name, out var type) || Predefined.TryGetValue(name, out type) ? type : null;
}
