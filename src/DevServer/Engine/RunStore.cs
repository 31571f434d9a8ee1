using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Turns the unwritten part of a run into what the store takes.</summary>
internal static class RunStore
{
    public static RunWrite Take(Run run, WorkflowExecutionInfo? summary)
    {
        var first = run.Log.Written + 1L;
        var events = run.Log.TakeUnwritten();
        var row = new StoredRun(run.Serial, run.Key.Namespace, run.Key.WorkflowId, run.Key.RunId, run.IsOpen)
        {
            Summary = summary?.ToByteArray() ?? [],
            Side = run.TakeSide(),
        };
        return new RunWrite(row, first, events);
    }
}
