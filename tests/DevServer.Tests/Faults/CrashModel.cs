using System.Collections.Concurrent;

namespace BackgroundAgent.DevServer.Tests.Faults;

/// <summary>What was acknowledged, as the callers saw it. A call without an answer may have happened or not; nothing is written here for it.</summary>
internal sealed class CrashModel
{
    private readonly ConcurrentDictionary<string, ModelRun> _runs = new();

    public IEnumerable<ModelRun> Runs => _runs.Values;

    public int Acknowledged => _runs.Values.Sum(r => 1 + r.Signals.Count + r.Updates.Count + r.Tasks.Count + (r.ActivityDone ? 1 : 0));

    public ModelRun Started(string workflowId, string runId) => _runs.GetOrAdd(runId, _ => new ModelRun(workflowId, runId));

    public ModelRun? Find(string runId) => _runs.GetValueOrDefault(runId);
}

/// <summary>The acknowledged calls of one run.</summary>
internal sealed record ModelRun(string WorkflowId, string RunId)
{
    public ConcurrentBag<string> Signals { get; } = [];

    /// <summary>Updates whose outcome was given: id and result.</summary>
    public ConcurrentDictionary<string, string> Updates { get; } = new();

    /// <summary>Completed workflow tasks, by the id of their started event.</summary>
    public ConcurrentBag<long> Tasks { get; } = [];

    /// <summary>The completion of its activity was acknowledged.</summary>
    public bool ActivityDone { get; set; }

    /// <summary>The completion of the workflow was acknowledged.</summary>
    public bool IsClosed { get; set; }
}
