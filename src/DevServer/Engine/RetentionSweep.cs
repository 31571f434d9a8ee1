namespace BackgroundAgent.DevServer.Engine;

/// <summary>Deletes closed runs after the retention of their namespace, now and then.</summary>
internal sealed class RetentionSweep(HistoryEngine engine) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private ITimer? _timer;

    /// <summary>Sweeps by real time: skipped time must not make a test lose its own executions half-way.</summary>
    public void Start() => _timer = engine.Clock.Real.CreateTimer(_ => Run(), null, Every, Every);

    public void Run()
    {
        var deletion = new RunDeletion(engine);
        var now = engine.Clock.GetUtcNow();
        foreach (var @namespace in engine.Namespaces.All.ToList())
        {
            var before = Timestamp.FromDateTimeOffset(now - @namespace.Retention);
            foreach (var record in engine.Index.All(@namespace.Name).Where(r => !r.IsOpen && r.Info.CloseTime <= before).ToList())
            {
                _ = deletion.DeleteAsync(record);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();
}
