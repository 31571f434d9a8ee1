using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Visibility;

namespace BackgroundAgent.DevServer.Batches;

/// <summary>Runs batch operations in the background, one execution after the other. A job that was under way goes on after a restart.</summary>
internal sealed class BatchRunner(HistoryEngine engine, DynamicSettings settings)
{
    private const string Kind = "batch";
    private const string ProgressKind = "batch-progress";
    private const int MostAtOnce = 1;

    private readonly Lock _startGate = new();
    private readonly ConcurrentDictionary<(string Namespace, string Id), BatchJob> _jobs = new();
    private readonly BatchActions _actions = new(engine, settings);

    public IEnumerable<BatchJob> All(string @namespace) =>
        _jobs.Where(j => j.Key.Namespace == @namespace).Select(j => j.Value).OrderByDescending(j => j.Started);

    public BatchJob Require(string @namespace, string id) =>
        _jobs.TryGetValue((@namespace, id), out var job) ? job : throw RpcErrors.WorkflowNotFound(id, "");

    public void Load()
    {
        foreach (var (_, bytes) in engine.Store.LoadRecords(Kind))
        {
            var job = BatchJob.FromBytes(bytes);
            _jobs[(job.Request.Namespace, job.Request.JobId)] = job;
        }

        foreach (var (key, bytes) in engine.Store.LoadRecords(ProgressKind))
        {
            var parts = key.Split('\n');
            if (_jobs.TryGetValue((parts[0], parts[1]), out var job))
            {
                job.RestoreProgress(bytes);
            }
        }

        if (_jobs.IsEmpty)
        {
            return;
        }

        foreach (var job in _jobs.Values.Where(j => j.Closed is null))
        {
            _ = Task.Run(() => RunAsync(job));
        }
    }

    public async Task StartAsync(StartBatchOperationRequest request)
    {
        BatchJob job;
        lock (_startGate)
        {
            Forget(request.Namespace);
            if (All(request.Namespace).Count(j => j.Closed is null) >= settings.Number("frontend.MaxConcurrentBatchOperationPerNamespace", MostAtOnce))
            {
                throw RpcErrors.ResourceExhausted("Max concurrent batch operations is reached", ResourceExhaustedCause.ConcurrentLimit);
            }

            job = new BatchJob(request, Targets(request), engine.Clock.GetUtcNow());
            if (!_jobs.TryAdd((request.Namespace, request.JobId), job))
            {
                throw RpcErrors.AlreadyStarted($"Batch operation {request.JobId} is already started.", "", "");
            }
        }

        await SaveAsync(new RecordWrite(Kind, Key(job), job.ToBytes()));
        _ = Task.Run(() => RunAsync(job));
    }

    public Task StopAsync(BatchJob job) => job.TryClose(BatchOperationState.Failed, engine.Clock.GetUtcNow())
        ? SaveAsync(new RecordWrite(Kind, Key(job), job.ToBytes()))
        : throw RpcErrors.WorkflowCompleted();

    private List<WorkflowExecution> Targets(StartBatchOperationRequest request)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        if (request.Executions.Count > 0)
        {
            return [.. request.Executions];
        }

        var query = QueryFilter.Create(@namespace, request.VisibilityQuery);
        var found = engine.Index.All(request.Namespace);
        if (request.OperationCase == StartBatchOperationRequest.OperationOneofCase.UnpauseActivitiesOperation)
        {
            // As the genuine server does: a type alone chooses, whatever the query says.
            var type = request.UnpauseActivitiesOperation.HasType ? request.UnpauseActivitiesOperation.Type : null;
            found = found.Where(r => (type is not null || query.Matches(r)) && HasPaused(r, type));
        }
        else
        {
            found = found.Where(query.Matches);
        }

        return [.. found.Where(r => r.IsOpen || TakesClosed(request)).Select(r => r.Key.ToProto())];
    }

    private static bool TakesClosed(StartBatchOperationRequest request) => request.OperationCase is
        StartBatchOperationRequest.OperationOneofCase.DeletionOperation or StartBatchOperationRequest.OperationOneofCase.ResetOperation;

    private bool HasPaused(RunRecord record, string? type)
    {
        if (!record.IsOpen)
        {
            return false;
        }

        var run = engine.Index.Load(record);
        lock (run.Gate)
        {
            return run.Activities.Pending.Any(a => a.IsPaused && (type is null || a.Attributes.ActivityType.Name == type));
        }
    }

    private async Task RunAsync(BatchJob job)
    {
        try
        {
            while (job.Closed is null && job.Position < job.Targets.Count)
            {
                job.Count(await TryAsync(job));
                _ = SaveAsync(new RecordWrite(ProgressKind, Key(job), job.ProgressToBytes()));
            }

            if (job.TryClose(BatchOperationState.Completed, engine.Clock.GetUtcNow()))
            {
                await SaveAsync(new RecordWrite(Kind, Key(job), job.ToBytes()));
            }
        }
        catch (StoreException)
        {
            // The store has stopped; the job goes on when the server starts again.
        }
    }

    /// <summary>An execution that is not there (any more) needs nothing done; other refusals are counted.</summary>
    private async Task<bool> TryAsync(BatchJob job)
    {
        try
        {
            await _actions.ApplyAsync(job.Request, job.Targets[job.Position]);
            return true;
        }
        catch (RpcException e)
        {
            return e.StatusCode == StatusCode.NotFound;
        }
    }

    /// <summary>Jobs that ended longer ago than the namespace keeps executions.</summary>
    private void Forget(string @namespace)
    {
        var before = engine.Clock.GetUtcNow() - engine.Namespaces.Require(@namespace).Retention;
        foreach (var (id, job) in _jobs.Where(j => j.Key.Namespace == @namespace && j.Value.Closed < before).ToList())
        {
            _jobs.TryRemove(id, out _);
            _ = SaveAsync(new RecordWrite(Kind, Key(job), null), new RecordWrite(ProgressKind, Key(job), null));
        }
    }

    private static string Key(BatchJob job) => $"{job.Request.Namespace}\n{job.Request.JobId}";

    private Task SaveAsync(params ReadOnlySpan<RecordWrite> records)
    {
        var write = new StoreWrite();
        write.Records.AddRange(records);
        return engine.Store.CommitAsync(write);
    }
}
