using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Removes a run and its history for good. An open run is terminated first.</summary>
internal sealed class RunDeletion(HistoryEngine engine)
{
    public async Task DeleteAsync(RunRecord record)
    {
        if (record.IsOpen)
        {
            await engine.ChangeAsync(engine.Index.Load(record), run =>
            {
                if (run.IsOpen)
                {
                    new RunCloser(engine, run).Terminate("Delete workflow execution", null, "history-service");
                }
            });
        }

        engine.Index.Remove(record);
        var write = new StoreWrite();
        write.DeletedRuns.Add(record.Serial);
        await engine.Store.CommitAsync(write);
    }
}
